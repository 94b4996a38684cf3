import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  EnvironmentAccess,
  environmentNamed,
} from '../lib/access/environments';
import { isInCatalog } from '../lib/catalog/catalogEntity';
import type { CatalogAccess } from '../lib/catalog/catalogRemoval';
import { conflictLines } from '../lib/generate/conflictLines';
import { asInputError } from '../lib/generate/errors';
import { GenerateProject } from '../lib/generate/generator';
import { examples } from './generate.examples';

/**
 * `privateServerless:project:generate`: writes the repository of a private serverless service into the workspace. If an
 * earlier step has fetched the repository, the action generates it again: it replaces files that were not edited, does not
 * restore deleted files, and reports all other differences as conflicts without changing the files.
 *
 * The generator's JSON schema validates the answers. The properties of the environment come from the configuration, never from
 * the form. The action verifies once per task that the name is free, because a later run of the task finds the component
 * that the task itself registered. A component that the user may not see counts as well.
 * @public
 */
export function createGenerateAction(
  options: EnvironmentAccess &
    CatalogAccess & { generateProject: GenerateProject },
): TemplateAction<
  {
    answers: JsonObject;
    targetPath?: string;
    onExisting?: 'refuse' | 'update';
    onConflict?: 'fail' | 'keep';
  },
  {
    stackName: string;
    entityRef: string;
    templateVersion: string;
    written: string[];
    conflicts: string[];
    obsolete: string[];
    notes: string[];
    files: number;
  },
  'v2'
> {
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
              'Answers, as defined by answers.schema.json of generator-private-serverless',
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
              'What to do if the catalog has a component of this name: refuse (default) or update',
            ),
        onConflict: z =>
          z
            .enum(['fail', 'keep'])
            .optional()
            .describe(
              'What to do if an edited file in the workspace differs from the generated one: fail (default), or keep the edited file and continue',
            ),
      },
      output: {
        stackName: z => z.string().describe('Name of the CloudFormation stack'),
        entityRef: z => z.string().describe('Reference of the new component'),
        templateVersion: z => z.string().describe('Version of the golden path'),
        written: z =>
          z.array(z.string()).describe('Paths of new and replaced files'),
        conflicts: z =>
          z
            .array(z.string())
            .describe(
              'Paths of edited files that differ from the generated ones; they were not changed',
            ),
        obsolete: z =>
          z
            .array(z.string())
            .describe(
              'Paths of files that are no longer generated; they were not changed',
            ),
        notes: z =>
          z
            .array(z.string())
            .describe(
              'What users should know about the network of the service, such as a VPC without a connection',
            ),
        files: z =>
          z
            .number()
            .describe('Deprecated, use written: number of files written'),
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
      const notes = project.notes ?? [];
      ctx.output('notes', notes);
      ctx.output('files', project.written.length);
      for (const note of notes) ctx.logger.warn(note);
      if (project.deleted.length > 0) {
        ctx.logger.info(
          `Deleted by a user, not generated again: ${project.deleted.join(
            ', ',
          )}`,
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
          } from the generated text. The log has the diff. Apply it in the repository, or set onConflict: keep to keep the edited files.`,
        );
      }
    },
  });
}
