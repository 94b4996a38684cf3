import type {
  LiveProof,
  ProofFinding,
  ProofRule,
} from '@private-serverless/backstage-plugin-private-api-common';
import type {
  Evidence,
  Finding,
  PrivacySettings,
  Rule,
  Verdict,
} from '@private-serverless/privacy';
import { loadPrivacy } from './loadPrivacy';

/** Maximum number of findings, of pieces of evidence for one rule, and of resources that are not judged. */
const limits = { findings: 500, evidence: 50, notJudged: 500 };
/** Limits for a proof that is still too long. */
const tightLimits = { findings: 100, evidence: 3, notJudged: 100 };
/** Maximum length of a message. The template decides how long one can be. */
const maxText = 1_000;
/** Maximum length of a proof as JSON, without its picture. */
const maxLength = 400_000;

const placeOf = ({ resource, path, line }: Finding | Evidence) => ({
  resource: text(resource),
  path: text(path),
  ...(line !== undefined && { line }),
});

/** The part of a verdict that is stored and shown, with a bounded size. */
export function liveProofOf(
  verdict: Verdict,
  rules: readonly Rule[],
  settings: PrivacySettings,
): LiveProof {
  const proof = shortened(verdict, rules, settings, limits);
  return JSON.stringify(proof).length <= maxLength
    ? proof
    : shortened(verdict, rules, settings, tightLimits);
}

function shortened(
  verdict: Verdict,
  rules: readonly Rule[],
  settings: PrivacySettings,
  max: typeof limits,
): LiveProof {
  const findings = verdict.findings
    .map(finding => findingOf(finding, settings))
    .sort((one, other) => rank(one) - rank(other));
  const byRule = rules.map(rule => ruleOf(rule, verdict, max.evidence));
  const shown = byRule.reduce((sum, { evidence }) => sum + evidence.length, 0);
  const omitted = {
    findings: Math.max(0, findings.length - max.findings),
    evidence: verdict.evidence.length - shown,
    notJudged: Math.max(0, verdict.notJudged.length - max.notJudged),
  };
  return {
    findings: findings.slice(0, max.findings),
    rules: byRule,
    notJudged: verdict.notJudged
      .slice(0, max.notJudged)
      .map(({ resource, type, line, message }) => ({
        resource: text(resource),
        ...(type !== undefined && { type: text(type) }),
        ...(line !== undefined && { line }),
        message: text(message),
      })),
    ...(verdict.networkFacts && { networkAt: verdict.networkFacts.at }),
    ...(Object.values(omitted).some(Boolean) && { omitted }),
  };
}

function ruleOf(rule: Rule, verdict: Verdict, max: number): ProofRule {
  const { id, title, why, severity } = rule;
  return {
    id,
    title,
    why,
    severity,
    status: verdict.rules[id] ?? 'not-applicable',
    evidence: verdict.evidence
      .filter(one => one.rule === id)
      .slice(0, max)
      .map(one => ({ ...placeOf(one), message: text(one.message) })),
  };
}

function findingOf(
  finding: Finding,
  { exceptions }: PrivacySettings,
): ProofFinding {
  const { rule, severity, status, message, fix, construct } = finding;
  // By default, exceptions are for rules that do not decide the verdict.
  const mayBeExcepted = exceptions
    ? exceptions.includes(rule)
    : severity !== 'H';
  return {
    rule,
    severity,
    status,
    ...placeOf(finding),
    ...(construct !== undefined && { construct: text(construct) }),
    message: text(message),
    fix: text(fix),
    ...(mayBeExcepted && { mayBeExcepted }),
  };
}

/**
 * The worst first: H before M and L, violated before unproven, and then what exposes a service, so that a proof that is shortened
 * still shows it.
 */
function rank({ severity, status, rule }: ProofFinding): number {
  return (
    'HML'.indexOf(severity) * 4 +
    (status === 'violated' ? 0 : 2) +
    (loadPrivacy().exposingRules.has(rule) ? 0 : 1)
  );
}

function text(value: string): string {
  return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
}
