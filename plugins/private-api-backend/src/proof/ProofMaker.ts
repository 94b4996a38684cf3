import { createHash } from 'node:crypto';
import type {
  LiveProof,
  ProofPicture,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type {
  NetworkFacts,
  TemplateWorkers,
  Verdict,
  VerifyOptions,
} from '@private-serverless/privacy';
import { exposureOf } from './exposureOf';
import { markKnown } from './knownFindings';
import { isComplete, type LiveNetworks } from './LiveNetworks';
import { liveProofOf } from './liveProof';
import { loadPrivacy } from './loadPrivacy';
import { proofPicture } from './proofPicture';
import type { StoredProof } from './proofRows';

type Workers = Pick<
  TemplateWorkers,
  'existingResources' | 'picture' | 'verify'
>;

/** A proof, and why it is not as good as it could be. */
export type MadeProof = { latest: StoredProof; problem?: string };

/** Verifies live templates in worker threads. They are untrusted. */
export class ProofMaker {
  private readonly networks: Pick<LiveNetworks, 'facts'>;
  private readonly clock: () => number;
  private readonly workers?: Workers;

  constructor(options: {
    networks: Pick<LiveNetworks, 'facts'>;
    clock: () => number;
    /** @defaultValue those that everything in this process shares */
    workers?: Workers;
  }) {
    this.networks = options.networks;
    this.clock = options.clock;
    this.workers = options.workers;
  }

  /** Makes the proof of a template. @param revision - of its stack */
  async make(options: {
    environment: Environment;
    template: string;
    parameters: Record<string, string>;
    revision: string;
    previous: StoredProof | undefined;
  }): Promise<MadeProof> {
    const { environment, template, parameters, revision, previous } = options;
    const checkedAt = this.clock();
    const templateHash = sha256(template);
    // CloudFormation returns parameters in any order.
    const values = Object.entries(parameters).sort();
    const inputHash = sha256(JSON.stringify([template, values]));
    const identity = { revision, templateHash, inputHash, checkedAt };
    const isSameInput = previous?.inputHash === inputHash;
    const { TemplateError, rules } = loadPrivacy();
    const settings = environment.privacy ?? {};
    let verdict: Verdict;
    let facts: NetworkFacts | undefined;
    let picture: ProofPicture | undefined;
    try {
      ({ verdict, facts, picture } = await this.verify(options));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const problem = `The template cannot be verified: ${error.message}`;
      // Not current if anything else has changed, such as what the environment requires.
      if (isSameInput) return { latest: previous, problem };
      return { latest: unproven(identity, previous), problem };
    }
    if (
      verdict.verdict === 'unproven' &&
      isSameInput &&
      facts &&
      !isComplete(facts)
    ) {
      return {
        latest: previous,
        problem: 'The existing network could not be described completely.',
      };
    }
    const whole = liveProofOf(verdict, rules, settings);
    const findings = markKnown(whole.findings, {
      inputHash,
      previous,
      settings,
      now: checkedAt,
    });
    const exposed = exposureOf(findings, previous?.exposed, checkedAt);
    return {
      latest: {
        ...identity,
        verdict: verdict.verdict,
        since: sinceOf(verdict.verdict, previous, checkedAt),
        ...(exposed && { exposed }),
        proof: { ...whole, findings, ...(picture && { picture }) },
      },
    };
  }

  private async verify(options: {
    environment: Environment;
    template: string;
    parameters: Record<string, string>;
  }): Promise<{
    verdict: Verdict;
    facts?: NetworkFacts;
    picture?: ProofPicture;
  }> {
    const { environment, template, parameters } = options;
    const { NetworkFactsError, templateWorkers } = loadPrivacy();
    const workers = this.workers ?? templateWorkers;
    const { severity, exceptions, newRules, maxFactsAge } =
      environment.privacy ?? {};
    const input = {
      template,
      parameters,
      settings: { severity, exceptions, newRules },
      now: new Date(this.clock()),
    };
    const used = await workers.existingResources({ template, parameters });
    const facts = used && (await this.networks.facts(environment, used));
    const withPicture = async (given: VerifyOptions) => ({
      verdict: await workers.verify(given),
      picture: await proofPicture(workers, given),
    });
    if (!facts) return withPicture(input);
    try {
      const given = { ...input, networkFacts: facts, maxFactsAge };
      return { ...(await withPicture(given)), facts };
    } catch (error) {
      if (!(error instanceof NetworkFactsError)) throw error;
      // The stack uses another network than the environment, so nothing is known about it.
      return withPicture(input);
    }
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sinceOf(
  verdict: StoredProof['verdict'],
  previous: StoredProof | undefined,
  now: number,
): number {
  return previous?.verdict === verdict ? previous.since : now;
}

/** Nothing is proven about a template that cannot be read. */
function unproven(
  identity: Pick<
    StoredProof,
    'revision' | 'templateHash' | 'inputHash' | 'checkedAt'
  >,
  previous: StoredProof | undefined,
): StoredProof {
  const proof: LiveProof = { findings: [], rules: [], notJudged: [] };
  const { checkedAt } = identity;
  return {
    ...identity,
    verdict: 'unproven',
    since: sinceOf('unproven', previous, checkedAt),
    proof,
  };
}
