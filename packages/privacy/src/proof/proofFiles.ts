import { readTemplateText } from '@private-serverless/template';
import { createHash } from 'node:crypto';
import { formatVerdict } from '../format/format';
import { headlineOf } from '../format/headline';
import { factsFileName } from '../network/factsFile';
import { Template } from '../template/Template';
import type { Verdict } from '../Verdict';
import type { VerifyOptions } from '../VerifyOptions';
import { verifyDocument } from '../verify';
import { pictureOf } from './picture';
import type { PrivacyProof, ProofFiles } from './PrivacyProof';

/** Options of {@link proofFiles}: what a repository has. @public */
export type ProofInput = Pick<
  VerifyOptions,
  | 'template'
  | 'parameters'
  | 'networkFacts'
  | 'exceptions'
  | 'exceptionsFile'
  | 'settings'
  | 'intent'
  | 'now'
> & {
  /** Path of the template from the root of the repository, with slashes. */
  file: string;
};

/**
 * The proof of a repository as its files have it. The same input has the same bytes, on every machine. Only the day of `now` can
 * change it: exceptions expire, and runtimes are deprecated.
 *
 * @throws TemplateError if the template is not valid
 * @throws NetworkFactsError if the network facts are of another account, region or VPC
 * @public
 */
export function proofFiles({ file, ...options }: ProofInput): ProofFiles {
  const { intent, networkFacts: facts, now, parameters } = options;
  const document = readTemplateText(options.template);
  const verdict = timeless(verifyDocument(document, options));
  const template = new Template(document, { parameters, facts, intent, now });
  const picture = pictureOf(template, verdict);
  const proof: PrivacyProof = {
    version: 1,
    template: { file, sha256: sha256Of(options.template) },
    ...(verdict.networkFacts && {
      networkFacts: {
        file: factsFileName,
        sha256: verdict.networkFacts.sha256,
      },
    }),
    verdict: verdict.verdict,
    headline: headlineOf(verdict)[0],
    inputs: verdict.inputs,
    assumptions: verdict.assumptions,
    rules: verdict.rules,
    findings: verdict.findings,
    evidence: verdict.evidence,
    notJudged: verdict.notJudged,
    warnings: verdict.warnings,
  };
  return {
    json: `${JSON.stringify(proof, null, 2)}\n`,
    markdown: formatVerdict(verdict, 'markdown', { file, picture }),
  };
}

/** A verdict without the time of the network facts, and without the warning about their age. */
function timeless(verdict: Verdict): Verdict {
  const { evidence, findings, networkFacts, warnings } = verdict;
  const at = networkFacts?.at;
  const clean = <T extends { message: string }>(items: T[]): T[] =>
    at
      ? items.map(item => ({
          ...item,
          message: item.message.replaceAll(
            `the network facts of ${at}`,
            'the network facts',
          ),
        }))
      : items;
  return {
    ...verdict,
    findings: clean(findings),
    evidence: clean(evidence),
    // Only the warning about age names a file.
    warnings: warnings.filter(({ file }) => file === undefined),
    ...(networkFacts && { networkFacts: { ...networkFacts, at: '' } }),
  };
}

/** Git may check out a text with other line ends. */
function sha256Of(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n/g, '\n')).digest('hex');
}
