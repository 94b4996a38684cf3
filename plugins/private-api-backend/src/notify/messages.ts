import { parseEntityRef } from '@backstage/catalog-model';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';

type Payload = NotificationSendOptions['payload'];

/** Number of targets that a message about several of them lists. */
const maxListed = 10;
const dayMs = 24 * 60 * 60 * 1_000;
const dashboard = '/private-apis';

/** Topics by which users can turn notifications off. */
const topics = {
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
export type StateSubject = Subject & {
  state: 'down' | 'exposed';
  cause?: string;
};
export type CertificateSubject = Subject & {
  /** Epoch milliseconds. */
  certificateAt: number;
};

const nameOf = ({ title, environment }: Subject) =>
  environment ? `${title} in ${environment}` : title;

/** Path of the tab of an entity. Without the tab, Backstage shows the page of the entity. */
function tabOf({ entityRef }: Subject): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const path = [namespace, kind, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/');
  return `/catalog/${path}/private-api`;
}

const ownedBy = (owner: string | undefined) =>
  owner ? `${dashboard}?owner=${encodeURIComponent(owner)}` : dashboard;

function listOf<T extends Subject>(
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

function expiry({ certificateAt }: CertificateSubject, now: number): string {
  if (certificateAt <= now) return 'has expired';
  const days = Math.floor((certificateAt - now) / dayMs);
  if (days < 1) return 'expires in less than a day';
  return `expires in ${days} ${days === 1 ? 'day' : 'days'}`;
}

const isUrgent = ({ certificateAt }: CertificateSubject, now: number) =>
  certificateAt <= now + dayMs;

/** The certificate of a target expires. */
export function certificateWarning(
  subject: CertificateSubject,
  scope: string,
  now: number,
): Payload {
  return {
    title: `The certificate of ${nameOf(subject)} ${expiry(subject, now)}`,
    description: `It is valid until ${new Date(
      subject.certificateAt,
    ).toISOString()}.`,
    link: tabOf(subject),
    severity: isUrgent(subject, now) ? 'high' : 'normal',
    topic: topics.certificate,
    scope,
  };
}

/** Certificates of several targets of one owner expire. */
export function certificateWarnings(
  subjects: readonly CertificateSubject[],
  scope: string,
  now: number,
  owner: string | undefined,
): Payload {
  const first = [...subjects].sort(
    (one, other) => one.certificateAt - other.certificateAt,
  );
  return {
    title: `${subjects.length} certificates of your private APIs expire`,
    description: listOf(
      first,
      subject => `${nameOf(subject)}: ${expiry(subject, now)}`,
    ),
    link: ownedBy(owner),
    severity: isUrgent(first[0], now) ? 'high' : 'normal',
    topic: topics.certificate,
    scope,
  };
}

/** A vantage cannot check its targets, or can again. */
export function vantageMessage(
  vantage: { title: string; fails: boolean; cause?: string },
  scope: string,
): Payload {
  return {
    title: vantage.fails
      ? `Cannot check private APIs from ${vantage.title}`
      : `Private APIs are checked from ${vantage.title} again`,
    description: vantage.fails
      ? `${
          vantage.cause ?? 'The cause is not known'
        }. The state of its targets is unknown.`
      : undefined,
    link: dashboard,
    severity: vantage.fails ? 'high' : 'normal',
    topic: topics.vantage,
    scope,
  };
}
