import { Rule, Severity } from '../rule';
import type { Verdict } from '../Verdict';

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  H: 'error',
  M: 'warning',
  L: 'note',
};

/** Formats a verdict as SARIF 2.1.0 (OASIS) for code scanning services. */
export function formatSarif(
  verdict: Verdict,
  rules: readonly Rule[],
  file = 'template.yaml',
): string {
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'private-serverless',
            rules: rules.map(rule => ({
              id: rule.id,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.why },
              help: { text: rule.fix },
              defaultConfiguration: { level: levels[rule.severity] },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: verdict.warnings.map(warning => ({
              level: 'warning',
              message: { text: warning.message },
              locations: [location(warning, warning.file ?? file)],
            })),
          },
        ],
        properties: {
          verdict: verdict.verdict,
          inputs: verdict.inputs,
          assumptions: verdict.assumptions,
          notJudged: verdict.notJudged,
          ...(verdict.networkFacts && { networkFacts: verdict.networkFacts }),
        },
        results: verdict.findings.map(finding => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
          level: levels[finding.severity],
          message: { text: `${finding.message} ${finding.fix}` },
          locations: [location(finding, finding.file ?? file)],
          // A code scanning service shows a suppressed result as accepted.
          ...(finding.exception && {
            suppressions: [
              {
                kind: 'external',
                status: 'accepted',
                justification: `${finding.exception.reason} (approved by ${finding.exception.approver}, until ${finding.exception.expires})`,
              },
            ],
          }),
          properties: {
            blocking: finding.blocking,
            status: finding.status,
            ...(finding.blocksFrom && { blocksFrom: finding.blocksFrom }),
            ...(finding.construct && { construct: finding.construct }),
          },
        })),
      },
    ],
  };
  return JSON.stringify(document, null, 2);
}

function location(
  { line, path, resource }: { line?: number; path: string; resource?: string },
  file: string,
) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file.replace(/\\/g, '/')) },
      region: { startLine: line ?? 1 },
    },
    logicalLocations: [{ name: resource ?? path, fullyQualifiedName: path }],
  };
}
