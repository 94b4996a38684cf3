import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { EnvironmentAccess, environmentNamed } from '../lib/environments';
import { asInputError } from '../lib/errors';
import { GenerateProject } from '../lib/generator';
import { examples } from './generate.examples';

/**
 * `privateServerless:project:generate`: writes the repository of a private serverless service into the workspace.
 *
 * The answers are checked by the generator's own JSON schema; the environment's facts come from the configuration,
 * never from the person who fills the form. Whether the name is free is asked once a task: a later attempt of the
 * same task meets the component that it registered itself.
 */
export function createGenerateAction(
  options: EnvironmentAccess & {
    catalog: CatalogService;
    generateProject: GenerateProject;
  },
) {
  const { catalog, generateProject } = options;
  return createTemplateAction({
    id: 'privateServerless:project:generate',
    description:
      'Generates the repository of a private serverless service: CloudFormation, TypeScript handlers, tests, documentation',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        answers: z =>
          z
            .record(z.unknown())
            .describe(
              'The answers, as answers.schema.json of generator-private-serverless describes them',
            ),
        targetPath: z =>
          z
            .string()
            .optional()
            .describe('Folder in the workspace; default: the workspace'),
        onExisting: z =>
          z
            .enum(['refuse', 'update'])
            .optional()
            .describe(
              'What to do where the catalog has a component of this name: refuse (default) or update',
            ),
      },
      output: {
        stackName: z =>
          z.string().describe('Name for the CloudFormation stack'),
        entityRef: z => z.string().describe('Reference of the new component'),
        templateVersion: z =>
          z.string().describe('Version of the golden path that was used'),
        files: z => z.number().describe('How many files were written'),
      },
    },
    async handler(ctx) {
      const { answers, targetPath = '.', onExisting = 'refuse' } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const environment = await environmentNamed(
        options,
        String(answers.environment ?? ''),
        credentials,
      );
      const entityRef = `component:default/${String(answers.name ?? '')}`;
      if (onExisting === 'refuse' && answers.name) {
        await ctx.checkpoint({
          key: 'name-is-free',
          fn: async () => {
            if (await catalog.getEntityByRef(entityRef, { credentials })) {
              throw new ConflictError(
                `name '${answers.name}' is taken: the catalog has ${entityRef}. Choose another name.`,
              );
            }
            return true;
          },
        });
      }
      const outDir = resolveSafeChildPath(ctx.workspacePath, targetPath);
      const project = await generateProject({
        answers,
        environment,
        outDir,
        log: line => ctx.logger.info(line),
      }).catch(error => {
        throw asInputError(error, 'AnswersError');
      });
      ctx.output('stackName', project.stackName);
      ctx.output('entityRef', entityRef);
      ctx.output('templateVersion', project.templateVersion);
      ctx.output('files', project.files.length);
      ctx.logger.info(`Wrote ${project.files.length} files.`);
    },
  });
}
