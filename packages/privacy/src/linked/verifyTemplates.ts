import { readTemplateText } from '@private-serverless/template';
import type { Verdict } from '../Verdict';
import { resultOf } from '../evaluate';
import { verifyDocument } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import { linkTemplates } from './linkTemplates';
import { partOf } from './Part';

/** One template of several that are deployed together. @public */
export type LinkedTemplate = {
  /** Its name in logical IDs such as `Network/Vpc`. Unique. */
  name: string;
  /** Its file, for the locations of findings. */
  file: string;
  /** YAML or JSON. */
  template: string;
  /** Name of its stack, which `Fn::GetStackOutput` uses. */
  stackName?: string;
  /** Account and region, because the names of exports are unique per region. @defaultValue the same for all */
  environment?: string;
  /** Values as for a deploy. */
  parameters?: Record<string, string>;
  /** For the template of a nested stack: the name of the template with the stack, and the logical ID of the stack in it. */
  nestedIn?: { part: string; id: string };
};

/** Options of {@link verifyTemplates}. @public */
export type VerifyTemplatesOptions = Omit<
  VerifyOptions,
  'template' | 'parameters' | 'deployed'
> & {
  /** At least one. */
  templates: readonly LinkedTemplate[];
};

/** One verdict for several templates. Logical IDs have the name of the template before them. @public */
export type LinkedVerdict = Verdict & {
  /** The overall result of the findings of each template. */
  templates: Array<{
    name: string;
    file: string;
    verdict: Verdict['verdict'];
    /** Number of findings, also of those that do not block. */
    findings: number;
  }>;
};

/**
 * Evaluates all rules for templates that are deployed together, such as those of an AWS CDK app. What a template takes from another
 * one is known: exports, outputs of stacks, and the parameters and outputs of nested stacks.
 *
 * @throws TemplateError if a template is not valid. Its reason names the file
 * @throws NetworkFactsError as `verifyTemplate`
 * @public
 */
export function verifyTemplates(
  options: VerifyTemplatesOptions,
): LinkedVerdict {
  const { templates } = options;
  const { document, parameters, parts } = linkedDocument(templates);
  const fileOf = new Map(templates.map(({ name, file }) => [name, file]));
  const verdict = verifyDocument(document, { ...options, parameters });
  const findings = verdict.findings.map(finding => {
    const file = finding.file ?? fileOf.get(partOf(finding.resource));
    return file === undefined ? finding : { ...finding, file };
  });
  return {
    ...verdict,
    findings,
    warnings: [
      ...parts.flatMap(({ file, warnings }) =>
        warnings.map(warning => ({ ...warning, file })),
      ),
      ...verdict.warnings,
    ],
    templates: templates.map(({ name, file }) => {
      const own = findings.filter(finding => partOf(finding.resource) === name);
      const isOpaque = verdict.notJudged.some(
        ({ resource, type }) =>
          type === undefined && [name, ''].includes(partOf(resource)),
      );
      return {
        name,
        file,
        verdict: resultOf(own, isOpaque),
        findings: own.length,
      };
    }),
  };
}

/** The templates as one, whose logical IDs and parameters have the name of the template before them. */
export function linkedDocument(templates: readonly LinkedTemplate[]) {
  const parts = templates.map(({ template, ...part }) => ({
    ...part,
    ...readTemplateText(template),
  }));
  return {
    parts,
    document: { root: linkTemplates(parts), warnings: [] },
    parameters: Object.fromEntries(
      templates.flatMap(({ name, parameters = {} }) =>
        Object.entries(parameters).map(([parameter, value]) => [
          `${name}/${parameter}`,
          value,
        ]),
      ),
    ),
  };
}
