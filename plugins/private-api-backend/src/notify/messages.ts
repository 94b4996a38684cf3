import { parseEntityRef } from '@backstage/catalog-model';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';

/** Content of a notification. */
export type Payload = NotificationSendOptions['payload'];

/** Number of targets that a message about several of them lists. */
const maxListed = 10;
/** Path of the dashboard. */
export const dashboard = '/private-apis';

/** Topics by which users can turn notifications off. */
export const topics = {
  state: 'Private APIs: state',
  certificate: 'Private APIs: certificates',
  vantage: 'Private APIs: vantages',
};

/** What a message says of a target. */
export type Subject = {
  entityRef: string;
  title: string;
  /** Title of the environment. */
  environment?: string;
};
/** What a message says of the state of a target. */
export type StateSubject = Subject & {
  state: 'down' | 'exposed';
  cause?: string;
};

/** Title of a target with its environment. */
export const nameOf = ({ title, environment }: Subject) =>
  environment ? `${title} in ${environment}` : title;

/** Path of the tab of an entity. Without the tab, Backstage shows the page of the entity. */
export function tabOf({ entityRef }: Subject): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const path = [namespace, kind, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/');
  return `/catalog/${path}/private-api`;
}

/** Path of the dashboard, with the services of an owner. */
export const ownedBy = (owner: string | undefined) =>
  owner ? `${dashboard}?owner=${encodeURIComponent(owner)}` : dashboard;

/** One line for each of the first targets, and the number of the others. */
export function listOf<T extends Subject>(
  subjects: readonly T[],
  line: (subject: T) => string,
): string {
  const lines = subjects.slice(0, maxListed).map(line);
  const more = subjects.length - lines.length;
  return [...lines, ...(more > 0 ? [`And ${more} more`] : [])].join('\n');
}

const conditions = { down: 'is down', exposed: 'is exposed' };

/** A target is down or exposed. */
export function alarm(subject: StateSubject, scope: string): Payload {
  return {
    title: `${nameOf(subject)} ${conditions[subject.state]}`,
    description: subject.cause,
    link: tabOf(subject),
    severity: subject.state === 'exposed' ? 'critical' : 'high',
    topic: topics.state,
    scope,
  };
}

/** A target that was down or exposed works again. @param restriction - why it is degraded */
export function recovery(
  subject: Subject,
  scope: string,
  restriction?: string,
): Payload {
  return {
    title: `${nameOf(subject)} works again`,
    description: restriction && `With a restriction: ${restriction}`,
    link: tabOf(subject),
    severity: 'normal',
    topic: topics.state,
    scope,
  };
}

/**
 * Several targets of one owner. The message replaces the earlier one of its scope, so it lists all that are still down or exposed.
 */
export function groupAlarm(
  subjects: readonly StateSubject[],
  scope: string,
  owner: string | undefined,
): Payload {
  const exposed = subjects.filter(({ state }) => state === 'exposed');
  const down = subjects.filter(({ state }) => state === 'down');
  const parts = [
    ...(exposed.length > 0 ? [`${exposed.length} exposed`] : []),
    ...(down.length > 0 ? [`${down.length} down`] : []),
  ];
  return {
    title:
      subjects.length > 0
        ? `Your private APIs: ${parts.join(', ')}`
        : 'All of your private APIs that were down work again',
    description: listOf(
      [...exposed, ...down],
      subject =>
        `${nameOf(subject)} ${conditions[subject.state]}${
          subject.cause ? `: ${subject.cause}` : ''
        }`,
    ),
    link: ownedBy(owner),
    severity: severityOf(exposed.length, down.length),
    topic: topics.state,
    scope,
  };
}

function severityOf(exposed: number, down: number): Payload['severity'] {
  if (exposed > 0) return 'critical';
  return down > 0 ? 'high' : 'normal';
}
