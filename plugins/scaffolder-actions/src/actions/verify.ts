import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  type AwsClients,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import { readProject } from '@private-serverless/stack';
import { type AuditAccess, audited } from '../lib/access/audit';
import {
  type EnvironmentAccess,
  environmentNamed,
} from '../lib/access/environments';
import { requireReady } from '../lib/readiness/requireReady';
import { freshFacts } from '../lib/templates/freshFacts';
import { proofDocument } from '../lib/templates/proofDocument';
import { proofOptions } from '../lib/templates/proofOptions';
import {
  type ProofOptions,
  requirePrivate,
} from '../lib/templates/requirePrivate';
import { templateText } from '../lib/templates/templateText';
import { examples } from './verify.examples';

/**
 * `privateServerless:template:verify`: the privacy proof of a generated repository or a template. Fails unless the verdict is `private`.
 *
 * With an environment, the action first checks that the environment has what a generated service needs, and describes the
 * existing network that the template uses. It only reads. A dry run makes no AWS
 * calls, and accepts that the rules about an existing network are unproven.
 *
 * @param options - required for the input `environment`
 * @public
 */
export function createVerifyAction(
  options?: EnvironmentAccess & AuditAccess & { clients: AwsClients },
): TemplateAction<
  { path?: string; environment?: string },
  {
    verdict: 'private' | 'violated' | 'unproven';
    provenRules: number;
    findings: JsonObject[];
    notJudged: number;
    headline: string;
    proof: string;
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
        environment: z =>
          z
            .string()
            .optional()
            .describe(
              'ID of the environment, whose network is described if the template uses it; default: none, so a template that uses an existing network is unproven',
            ),
      },
      output: {
        verdict: z => z.enum(['private', 'violated', 'unproven']),
        provenRules: z => z.number().describe('Number of proven rules'),
        findings: z =>
          z
            .array(z.record(z.any()))
            .describe('All findings, including those that do not block'),
        notJudged: z =>
          z.number().describe('Number of resources that no rule judges'),
        headline: z => z.string().describe('The result in one sentence'),
        proof: z => z.string().describe('The proof as a Markdown document'),
      },
    },
    async handler(ctx) {
      const project = await readProject(
        resolveSafeChildPath(ctx.workspacePath, ctx.input.path ?? '.'),
      );
      const describe = async (id: string): Promise<ProofOptions> => {
        if (!options) {
          throw new InputError(
            'environment: is not available, because createVerifyAction was called without options. Pass the environments, permissions, auditor and clients to it.',
          );
        }
        const credentials = await ctx.getInitiatorCredentials();
        const event = {
          id: 'template-verify',
          changes: false,
          credentials,
          taskId: ctx.task.id,
          meta: { environment: id, isDryRun: ctx.isDryRun ?? false },
        };
        return audited(options, event, async () => {
          const environment = await environmentNamed(options, id, credentials);
          const proof = await proofOptions(
            project.root,
            environment,
            ctx.logger,
          );
          if (ctx.isDryRun) return proof;
          const { clients } = options;
          const { logger } = ctx;
          // A network that does not exist would only be unproven. The deploy checks again what a new stack needs.
          if (project.answers) {
            const needs = loadReadiness().serviceNeeds({
              answers: project.answers,
              environment,
              isFirstDeploy: false,
            });
            await requireReady({ environment, clients, logger, needs });
          }
          const facts = await freshFacts({
            project,
            environment,
            clients,
            logger,
            keep: false,
          });
          return { ...proof, ...facts };
        });
      };
      const proof =
        ctx.input.environment === undefined
          ? await proofOptions(project.root, undefined, ctx.logger)
          : await describe(ctx.input.environment);
      const { parameters } = project;
      const template = await templateText(project.templatePath);
      const verdict = await requirePrivate(template, parameters, ctx.logger, {
        ...proof,
        isDryRun: ctx.isDryRun,
      });
      const { headline, markdown } = await proofDocument(project, verdict, {
        ...proof,
        template,
        parameters,
      });
      ctx.output('verdict', verdict.verdict);
      ctx.output(
        'provenRules',
        Object.values(verdict.rules).filter(rule => rule === 'proven').length,
      );
      ctx.output('findings', verdict.findings);
      ctx.output('notJudged', verdict.notJudged.length);
      ctx.output('headline', headline);
      ctx.output('proof', markdown);
    },
  });
}
