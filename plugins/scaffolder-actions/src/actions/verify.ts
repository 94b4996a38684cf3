import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readProject } from '@private-serverless/stack';
import { requirePrivate } from '../lib/proof';
import { templateText } from '../lib/templates/templateText';
import { examples } from './verify.examples';

/** `privateServerless:template:verify`: the privacy proof of a generated repository or of a template; blocks what is not private. */
export function createVerifyAction() {
  return createTemplateAction({
    id: 'privateServerless:template:verify',
    description:
      'Proves that nothing in a CloudFormation template is public, and fails where something is or may be',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string()
            .optional()
            .describe(
              'Template or generated repository in the workspace; default: the workspace',
            ),
      },
      output: {
        verdict: z => z.enum(['private', 'violated', 'unproven']),
        provenRules: z => z.number().describe('How many rules are proven'),
        findings: z =>
          z.array(z.record(z.unknown())).describe('What does not block, too'),
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
