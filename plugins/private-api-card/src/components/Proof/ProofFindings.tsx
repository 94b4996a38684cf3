import { Button } from '@backstage/ui';
import type {
  ProofFinding,
  ProofRule,
} from '@private-serverless/backstage-plugin-private-api-common';
import { type Ref, useEffect, useRef, useState } from 'react';
import { ruleLooks } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from './Proof.module.css';
import { placeText } from './placeText';

/** Number of findings that are shown at first, and with each request for more. */
export const FINDINGS_PAGE = 10;

function Finding(props: {
  finding: ProofFinding;
  why?: string;
  listItem?: Ref<HTMLLIElement>;
}) {
  const { finding, why, listItem } = props;
  const t = useTranslate();
  const { rule, resource, status, severity, blocksFrom } = finding;
  const facts = [
    ['proof.finding.message', finding.message],
    ['proof.finding.place', placeText(t, finding)],
    ['proof.finding.why', why],
    ['proof.finding.fix', finding.fix],
  ] as const;
  return (
    <li className={styles.finding} ref={listItem} tabIndex={-1}>
      <p>
        <Mark look={ruleLooks[status]} />
        <strong>{t('proof.finding.subject', { rule, resource })}</strong>{' '}
        {t('proof.finding.kind', {
          status: t(`proof.status.${status}`),
          severity: t(`proof.severity.${severity}`),
        })}
      </p>
      <dl className={styles.facts}>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {blocksFrom && (
        <p>{t('proof.finding.blocksFrom', { day: blocksFrom })}</p>
      )}
      {finding.mayBeExcepted && severity === 'H' && (
        <p>{t('proof.finding.mayBeExcepted')}</p>
      )}
    </li>
  );
}

/** Rules that are violated or unproven, by resource: what, where, why and what to do. */
export function ProofFindings(props: {
  findings: readonly ProofFinding[];
  rules: readonly ProofRule[];
}) {
  const { findings, rules } = props;
  const t = useTranslate();
  const [limit, setLimit] = useState(FINDINGS_PAGE);
  const hidden = findings.length - limit;
  const firstNew = limit - FINDINGS_PAGE;
  const newItem = useRef<HTMLLIElement>(null);
  // The button moves down, and disappears with the last page.
  useEffect(() => {
    if (firstNew > 0) newItem.current?.focus();
  }, [firstNew]);
  return (
    <>
      <h4>{t('proof.findings')}</h4>
      {findings.length === 0 && <p>{t('proof.findings.none')}</p>}
      <ol className={styles.findings}>
        {findings.slice(0, limit).map((finding, index) => (
          <Finding
            key={`${finding.rule} ${finding.path} ${finding.message}`}
            finding={finding}
            listItem={index === firstNew ? newItem : undefined}
            why={rules.find(({ id }) => id === finding.rule)?.why}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <Button
          variant="secondary"
          size="small"
          onPress={() => setLimit(limit + FINDINGS_PAGE)}
        >
          {t('proof.findings.more', {
            count: Math.min(hidden, FINDINGS_PAGE),
          })}
        </Button>
      )}
    </>
  );
}
