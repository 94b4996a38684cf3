import {
  listOf,
  nameOf,
  ownedBy,
  type Payload,
  type Subject,
  tabOf,
  topics,
} from './messages';

const dayMs = 24 * 60 * 60 * 1_000;

/** What a message says of the certificate of a target. */
export type CertificateSubject = Subject & {
  /** Epoch milliseconds. */
  certificateAt: number;
};

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

/** The certificate of a target, of which its owner was warned, was renewed. */
export function certificateRenewed(
  subject: CertificateSubject,
  scope: string,
): Payload {
  return {
    title: `The certificate of ${nameOf(subject)} was renewed`,
    description: `It is valid until ${new Date(
      subject.certificateAt,
    ).toISOString()}.`,
    link: tabOf(subject),
    severity: 'normal',
    topic: topics.certificate,
    scope,
  };
}

const titleOf = (total: number) => {
  if (total === 0) {
    return 'All certificates of your private APIs that were about to expire were renewed';
  }
  return total === 1
    ? '1 certificate of your private APIs expires'
    : `${total} certificates of your private APIs expire`;
};

/**
 * Certificates of several targets of one owner expire. The message replaces the earlier one of its scope, so it lists all that are
 * not renewed.
 */
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
    title: titleOf(subjects.length),
    description: listOf(
      first,
      subject => `${nameOf(subject)}: ${expiry(subject, now)}`,
    ),
    link: ownedBy(owner),
    severity: first.some(subject => isUrgent(subject, now)) ? 'high' : 'normal',
    topic: topics.certificate,
    scope,
  };
}
