import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type NetworkFacts,
  NetworkFactsError,
  templateWorkers,
  TemplateError,
  type Verdict,
} from '@private-serverless/privacy';
import { noon } from '../__testUtils__/engine';
import { storedProof } from '../__testUtils__/proofs';
import { ProofMaker } from './ProofMaker';

const template = readFileSync(
  join(__dirname, '..', '__testUtils__', 'proven.yaml'),
  'utf8',
);
const environment = { id: 'dev', network: {} } as Environment;
const options = {
  environment,
  template,
  parameters: {},
  revision: 'r2',
  previous: undefined,
};
const refusing = (error: Error) => async () => {
  throw error;
};
const makerWith = (
  workers?: Partial<ConstructorParameters<typeof ProofMaker>[0]['workers']>,
  facts?: object,
) =>
  new ProofMaker({
    networks: { facts: async () => facts as NetworkFacts | undefined },
    clock: () => noon,
    ...(workers && {
      workers: {
        existingResources: async () => undefined,
        picture: refusing(new TemplateError('It cannot be drawn.')),
        verify: async () => {
          throw new Error('not expected');
        },
        ...workers,
      },
    }),
  });
const verdictOf = (verdict: Verdict['verdict']) =>
  ({
    verdict,
    findings: [],
    evidence: [],
    rules: {},
    notJudged: [],
  } as unknown as Verdict);
const used = {
  vpcIds: ['vpc-1'],
  subnetIds: [],
  securityGroupIds: [],
  endpointIds: [],
  prefixListIds: [],
  unknown: false,
};

describe('ProofMaker', () => {
  afterAll(() => templateWorkers.close());

  it('verifies in a worker thread with the values of the parameters, and keeps since when the verdict holds', async () => {
    const maker = makerWith();
    const { latest, problem } = await maker.make(options);
    expect(problem).toBeUndefined();
    expect(latest).toMatchObject({ verdict: 'private', revision: 'r2' });
    const { svg, text } = latest.proof.picture!;
    expect(svg.light).toMatch(/^<svg [^]*Vpc[^]*<\/svg>$/);
    expect(svg.dark).not.toBe(svg.light);
    expect(text).toContainEqual(expect.stringContaining('Vpc'));
    const earlier = { ...latest, since: noon - 5 };
    const again = await maker.make({ ...options, previous: earlier });
    expect(again.latest).toMatchObject({ since: noon - 5, checkedAt: noon });
    const open = await maker.make({
      ...options,
      parameters: { CallersRange: '0.0.0.0/0' },
      previous: earlier,
    });
    expect(open.latest).toMatchObject({
      verdict: 'violated',
      since: noon,
      exposed: { since: noon },
    });
  });

  it('does not count a violation that an exception of the environment may cover', async () => {
    const { latest } = await makerWith().make({
      ...options,
      environment: {
        ...environment,
        privacy: { exceptions: ['PS06'] },
      } as Environment,
      parameters: { CallersRange: '0.0.0.0/0' },
    });
    expect(latest.verdict).toBe('violated');
    expect(latest.exposed).toBeUndefined();
  });

  it('proves nothing of a template that it cannot read, and exposes nothing', async () => {
    const broken = { ...options, template: 'Resources: [' };
    const { latest, problem } = await makerWith().make({
      ...broken,
      previous: storedProof([], {
        verdict: 'violated',
        exposed: { evidence: 'Open.', advice: 'Close it.', since: noon },
      }),
    });
    expect(problem).toMatch(/^The template cannot be verified: /);
    expect(latest).toMatchObject({ verdict: 'unproven', since: noon });
    expect(latest.exposed).toBeUndefined();
  });

  it('keeps the proof of the same template if a thread fails once', async () => {
    const { latest } = await makerWith().make(options);
    const timeout = refusing(new TemplateError('It takes longer than 10 s.'));
    const failed = await makerWith({ verify: timeout }).make({
      ...options,
      previous: latest,
    });
    expect(failed.latest).toEqual(latest);
    expect(failed.problem).toContain('It takes longer than 10 s.');
    const changed = await makerWith({ verify: timeout }).make({
      ...options,
      parameters: { CallersRange: '0.0.0.0/0' },
      previous: latest,
    });
    expect(changed.latest.verdict).toBe('unproven');
  });

  it('does not say that an earlier proof is of what the environment requires now', async () => {
    const { latest } = await makerWith().make(options);
    const timeout = refusing(new TemplateError('It takes longer than 10 s.'));
    const failed = await makerWith({ verify: timeout }).make({
      ...options,
      revision: 'r3',
      previous: latest,
    });
    expect(failed.latest.revision).toBe('r2');
  });

  it('keeps the proof of the same template if the network could not be described', async () => {
    const { latest } = await makerWith().make(options);
    const workers = {
      existingResources: async () => used,
      verify: async () => verdictOf('unproven'),
    };
    const facts = { subnets: [], routeTables: [], endpoints: [] };
    const failed = await makerWith(workers, facts).make({
      ...options,
      previous: latest,
    });
    expect(failed.latest.verdict).toBe('private');
    expect(failed.problem).toContain('network');
    // Other parameters can mean other subnets.
    const changed = await makerWith(workers, facts).make({
      ...options,
      parameters: { SubnetIds: 'subnet-2' },
      previous: latest,
    });
    expect(changed.latest.verdict).toBe('unproven');
    const complete = { ...facts, vpc: {}, securityGroups: [] };
    const made = await makerWith(workers, complete).make({
      ...options,
      previous: latest,
    });
    expect(made.latest.verdict).toBe('unproven');
  });

  it('verifies without facts if the stack uses another network than its environment', async () => {
    const given: unknown[] = [];
    const workers = {
      existingResources: async () => used,
      verify: async ({ networkFacts }: { networkFacts?: NetworkFacts }) => {
        given.push(networkFacts);
        if (networkFacts) throw new NetworkFactsError('Another VPC.');
        return verdictOf('unproven');
      },
    };
    const { latest, problem } = await makerWith(workers, { id: 1 }).make(
      options,
    );
    expect(given).toEqual([{ id: 1 }, undefined]);
    expect(latest.verdict).toBe('unproven');
    expect(latest.proof.picture).toBeUndefined();
    expect(problem).toBeUndefined();
  });
});
