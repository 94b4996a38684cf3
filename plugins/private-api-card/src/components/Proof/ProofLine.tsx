import type { TargetView } from '@private-serverless/backstage-plugin-private-api-common';
import { PROOF_ANCHOR } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { RouteLink } from '../RouteLink';
import { VerdictChip } from './VerdictChip';

/** The verdict of the privacy proof of a target in one line, with the way to the proof. */
export function ProofLine(props: {
  target: TargetView;
  now: string;
  className?: string;
}) {
  const { target, now, className } = props;
  const { proof, targetId } = target;
  const t = useTranslate();
  if (!proof) return null;
  const query = targetId ? `?${new URLSearchParams({ target: targetId })}` : '';
  return (
    <p className={className}>
      <span>
        {t('proof.line', {
          verdict: <VerdictChip key="verdict" proof={proof} />,
        })}
      </span>
      <span>
        {t('card.since', {
          time: <Moment key="since" at={proof.since} now={now} />,
        })}
      </span>
      <RouteLink page="tab" search={`${query}#${PROOF_ANCHOR}`}>
        {t('proof.line.details')}
      </RouteLink>
    </p>
  );
}
