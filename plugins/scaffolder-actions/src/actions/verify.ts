import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { readProject } from '@private-serverless/stack';
import { requirePrivate } from '../lib/templates/requirePrivate';
import { templateText } from '../lib/templates/templateText';
import { examples } from './verify.examples';

/**
 * `privateServerless:template:verify`: the privacy proof of a generated repository or a template. Fails unless the verdict is `private`.
 * @public
 */
export function createVerifyAction(): TemplateAction<
  { path?: string },
  {
    verdict: 'private' | 'violated' | 'unproven';
    provenRules: number;
    findings: JsonObject[];
  },
  'v2'
> {
  return createTemplateAction({
    id: 'privateServerless:template:verify',
    description:
      'Proves that a CloudFormation template is private, and fails if a resource is public or cannot be proven private',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string()
            .optional()
            .describe(
              'Path of a template or a generated repository in the workspace; default: the workspace',
            ),
      },
      output: {
        verdict: z => z.enum(['private', 'violated', 'unproven']),
        provenRules: z => z.number().describe('Number of proven rules'),
        findings: z =>
          z
            .array(z.record(z.any()))
            .describe('All findings, including those that do not block'),
      },
    },
    async handler(ctx) {
      const project = await readProject(
        resolveSafeChildPath(ctx.workspacePath, ctx.input.path ?? '.'),
      );
      const verdict = await requirePrivate(
        await templateText(project.templatePath),
        project.parameters,
        ctx.logger,
      );
      ctx.output('verdict', verdict.verdict);
      ctx.output(
        'provenRules',
        Object.values(verdict.rules).filter(rule => rule === 'proven').length,
      );
      ctx.output('findings', verdict.findings);
    },
  });
}
