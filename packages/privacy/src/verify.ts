import {
  readTemplateText,
  type TemplateDocument,
} from '@private-serverless/template';
import { evaluate, resultOf, statusWith } from './evaluate';
import { applyExceptions } from './exceptions/applyExceptions';
import { postpone } from './exceptions/postpone';
import { ageProblem } from './network/age';
import { requireSameNetwork } from './network/belongs';
import { factsFileName, factsSha256 } from './network/factsFile';
import { usesExistingNetwork } from './network/uses';
import { rules } from './rules';
import { inputsOf, unusedInputs } from './template/inputs';
import { notJudged } from './template/notJudged';
import { Template } from './template/Template';
import type { Verdict, VerdictWarning } from './Verdict';
import type { VerifyOptions } from './VerifyOptions';

/**
 * Evaluates all rules for a template.
 *
 * @throws TemplateError if the template is not valid
 * @throws NetworkFactsError if the network facts are of another account, region or VPC, or `maxFactsAge` is not a duration
 * @public
 */
export function verifyTemplate(options: VerifyOptions): Verdict {
  return verifyDocument(readTemplateText(options.template), options);
}

/** Evaluates all rules for a template that has been read. */
export function verifyDocument(
  document: TemplateDocument,
  options: Omit<VerifyOptions, 'template'>,
): Verdict {
  const { networkFacts: facts, parameters = {}, settings = {} } = options;
  const template = new Template(document, {
    parameters,
    facts,
    intent: options.intent,
    now: options.now,
  });
  if (facts) requireSameNetwork(facts, template, parameters, options.place);
  const evaluated = rules.map(rule => evaluate(rule, template, settings));
  const findings = postpone(
    document.root,
    applyExceptions(
      evaluated.flatMap(({ findings: found }) => found),
      rules,
      { ...options, file: options.exceptionsFile },
    ),
    options,
    deployed => verifyTemplate(deployed).findings,
  );
  return {
    verdict: resultOf(findings, template.opaque.length > 0),
    findings,
    rules: Object.fromEntries(
      evaluated.map(({ rule, status }) => [
        rule.id,
        statusWith(rule, status, findings),
      ]),
    ),
    evidence: evaluated.flatMap(({ evidence }) => evidence),
    notJudged: notJudged(template),
    ...inputsOf(template.root, parameters),
    warnings: [
      ...template.warnings,
      ...unusedInputs(template.root, parameters),
      ...warningsOf(template, options),
    ],
    ...(facts && {
      networkFacts: { at: facts.at, sha256: factsSha256(facts) },
    }),
  };
}

/** The age of the facts matters only to a template that uses them. */
function warningsOf(
  template: Template,
  {
    networkFacts,
    networkFactsFile,
    maxFactsAge,
    now,
  }: Omit<VerifyOptions, 'template'>,
): VerdictWarning[] {
  if (!networkFacts || !usesExistingNetwork(template)) return [];
  const problem = ageProblem(networkFacts, maxFactsAge, now);
  return problem
    ? [
        {
          file: networkFactsFile ?? factsFileName,
          path: 'at',
          message: problem.message,
        },
      ]
    : [];
}
