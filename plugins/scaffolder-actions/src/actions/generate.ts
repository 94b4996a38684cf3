import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { EnvironmentAccess, environmentNamed } from '../lib/environments';
import { isInCatalog } from '../lib/catalogEntity';
import type { CatalogAccess } from '../lib/catalogRemoval';
import { conflictLines } from '../lib/conflictLines';
import { asInputError } from '../lib/errors';
import { GenerateProject } from '../lib/generator';
import { examples } from './generate.examples';

/**
 * `privateServerless:project:generate`: writes the repository of a private serverless service into the workspace, or
 * generates the one that an earlier step has fetched there again: what nobody edited is replaced, what somebody deleted
 * stays deleted, what differs otherwise is a conflict and is left alone.
 *
 * The answers are checked by the generator's own JSON schema; the environment's facts come from the configuration,
 * never from the person who fills the form. Whether the name is free is asked once a task: a later attempt of the
 * same task meets the component that it registered itself. A component that is hidden from the person takes the name too.
 */
export function createGenerateAction(
  options: EnvironmentAccess &
    CatalogAccess & { generateProject: GenerateProject },
) {
  const { generateProject } = options;
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
        onConflict: z =>
          z
            .enum(['fail', 'keep'])
            .optional()
            .describe(
              'What to do where a file in the workspace was edited and differs from the generated one: fail (default), or keep the edited file and continue',
            ),
      },
      output: {
        stackName: z =>
          z.string().describe('Name for the CloudFormation stack'),
        entityRef: z => z.string().describe('Reference of the new component'),
        templateVersion: z =>
          z.string().describe('Version of the golden path that was used'),
        written: z =>
          z
            .array(z.string())
            .describe('Paths of the files that are new or were replaced'),
        conflicts: z =>
          z
            .array(z.string())
            .describe(
              'Paths of edited files that differ from what is generated and were left alone',
            ),
        obsolete: z =>
          z
            .array(z.string())
            .describe(
              'Paths of files of an earlier generation that are no longer generated and were left alone',
            ),
        files: z =>
          z
            .number()
            .describe(
              'Deprecated, use written: the number of files that were written',
            ),
      },
    },
    async handler(ctx) {
      const {
        answers,
        targetPath = '.',
        onExisting = 'refuse',
        onConflict = 'fail',
      } = ctx.input;
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
            if (await isInCatalog(options, entityRef)) {
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
        throw asInputError(error, 'AnswersError', 'RepositoryError');
      });
      const conflicts = project.conflicts.map(({ path }) => path);
      const obsolete = project.obsolete.map(({ path }) => path);
      ctx.output('stackName', project.stackName);
      ctx.output('entityRef', entityRef);
      ctx.output('templateVersion', project.templateVersion);
      ctx.output('written', project.written);
      ctx.output('conflicts', conflicts);
      ctx.output('obsolete', obsolete);
      ctx.output('files', project.written.length);
      if (project.deleted.length > 0) {
        ctx.logger.info(
          `Deleted by hand, not written again: ${project.deleted.join(', ')}`,
        );
      }
      for (const { path, isEdited } of project.obsolete) {
        ctx.logger.info(`Obsolete: ${path}${isEdited ? ' (edited)' : ''}`);
      }
      for (const line of project.conflicts.flatMap(conflictLines)) {
        ctx.logger.warn(line);
      }
      if (conflicts.length > 0 && onConflict === 'fail') {
        throw new ConflictError(
          `${conflicts.join(', ')} ${
            conflicts.length > 1 ? 'differ' : 'differs'
          } from what is generated, and the log has the diff. Apply it in the repository, or set onConflict: keep to leave such files as they are.`,
        );
      }
    },
  });
}
