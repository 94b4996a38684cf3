import {
  rules,
  type Verdict,
  verifyTemplate,
} from '@private-serverless/privacy';
import { liveProofOf } from './liveProof';

const empty: Verdict = {
  ...verifyTemplate({
    template: 'Resources: { Topic: { Type: AWS::SNS::Topic } }',
  }),
  findings: [],
  evidence: [],
};
const place = { resource: 'Api', path: 'Resources.Api', line: 3 };
const finding = (
  severity: 'H' | 'M' | 'L',
  status: 'violated' | 'unproven',
): Verdict['findings'][number] => ({
  ...place,
  rule: 'PS09',
  severity,
  status,
  blocking: severity === 'H',
  message: `${severity} ${status}`,
  fix: 'Set it to PRIVATE.',
});
const evidence = (message: string) => ({ ...place, rule: 'PS09', message });

describe('liveProofOf', () => {
  it('has every rule with its result and evidence', () => {
    const proof = liveProofOf(
      { ...empty, evidence: [evidence('It is.')] },
      rules,
      {},
    );
    expect(proof.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    expect(proof.rules.find(({ id }) => id === 'PS09')).toMatchObject({
      title: expect.any(String),
      why: expect.any(String),
      evidence: [{ ...place, message: 'It is.' }],
    });
    expect(proof.omitted).toBeUndefined();
  });

  it('sorts findings by what they decide', () => {
    const findings = [
      finding('L', 'violated'),
      finding('M', 'violated'),
      finding('H', 'unproven'),
      { ...finding('H', 'violated'), rule: 'PS33', message: 'H inside' },
      finding('H', 'violated'),
    ];
    const proof = liveProofOf({ ...empty, findings }, rules, {});
    expect(proof.findings.map(({ message }) => message)).toEqual([
      'H violated',
      'H inside',
      'H unproven',
      'M violated',
      'L violated',
    ]);
  });

  it('marks findings that an exception in the repository may cover', () => {
    const findings = [finding('H', 'violated'), finding('M', 'violated')];
    const marksWith = (exceptions?: string[]) =>
      liveProofOf({ ...empty, findings }, rules, { exceptions }).findings.map(
        one => one.mayBeExcepted ?? false,
      );
    expect(marksWith()).toEqual([false, true]);
    expect(marksWith(['PS09'])).toEqual([true, true]);
    expect(marksWith([])).toEqual([false, false]);
  });

  it('has a bounded size, and says what it leaves out', () => {
    const long = 'x'.repeat(50_000);
    const many = <T>(one: T) => Array.from({ length: 5_000 }, () => one);
    const proof = liveProofOf(
      {
        ...empty,
        findings: many({ ...finding('H', 'violated'), message: long }),
        evidence: many(evidence(long)),
        notJudged: many({ resource: long, message: long }),
      },
      rules,
      {},
    );
    expect(JSON.stringify(proof).length).toBeLessThan(1_000_000);
    expect(proof.findings).toHaveLength(100);
    expect(proof.omitted).toEqual({
      findings: 4_900,
      evidence: 4_997,
      notJudged: 4_900,
    });
  });
});
