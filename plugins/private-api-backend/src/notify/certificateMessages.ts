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
