import type { ProofView } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { NotJudged } from './NotJudged';
import styles from './Proof.module.css';
import { ProofFindings } from './ProofFindings';
import { ProofPicture } from './ProofPicture';
import { ProofRules } from './ProofRules';

/** What a proof consists of: findings, the network drawn, what was not judged, rules and evidence. */
export function ProofDetails(props: {
  stackName: string;
  proof: NonNullable<ProofView['proof']>;
  now: string;
}) {
  const { stackName, proof, now } = props;
  const t = useTranslate();
  const { omitted, networkAt, picture, rules } = proof;
  // Without rules, the template could not be read.
  if (rules.length === 0) return null;
  return (
    <>
      <ProofFindings findings={proof.findings} rules={rules} />
      {picture && <ProofPicture picture={picture} stackName={stackName} />}
      <NotJudged notJudged={proof.notJudged} />
      <ProofRules rules={rules} />
      {omitted && (
        <p>
          {t('proof.omitted', {
            findings: `${omitted.findings}`,
            evidence: `${omitted.evidence}`,
            notJudged: `${omitted.notJudged}`,
          })}
        </p>
      )}
      <p className={styles.hash}>
        {t('proof.template', { hash: proof.templateSha256 })}
        {networkAt && (
          <>
            {' '}
            {t('proof.network', {
              time: <Moment key="at" at={networkAt} now={now} />,
            })}
          </>
        )}
      </p>
    </>
  );
}
