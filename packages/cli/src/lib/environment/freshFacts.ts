import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  existingResources,
  factsFileName,
  factsFileText,
  repositoryFacts,
} from '@private-serverless/privacy';
import { readNetworkFacts } from '@private-serverless/readiness';
import type { Project } from '@private-serverless/stack';
import { decodeTemplate, TemplateError } from '@private-serverless/template';
import type { Io } from '../io';
import {
  type FactsOptions,
  factsRules,
  refuseLinkOutside,
} from '../networkFacts';
import { UsageError } from '../usage';
import type { DeployTarget } from './deployTarget';

/**
 * Describes the existing network that the template of a deploy uses. A generated repository keeps the description as
 * `privacy-facts.json`, without the policies of endpoints that the template does not use, unless only the plan is requested.
 *
 * @returns nothing for a template that uses only its own network, or that cannot be read: the deploy reports that
 * @throws UsageError without an environment, or for an environment without an existing network
 */
export async function freshFacts(
  { answers, parameters, root, templatePath }: Project,
  { environment, readiness }: DeployTarget,
  { isPlan, io }: { isPlan: boolean; io: Io },
): Promise<FactsOptions> {
  const template = await textOf(templatePath);
  const used = template && resourcesIn(template, parameters);
  if (!used) return {};
  const named = [...used.vpcIds, ...used.subnetIds, ...used.endpointIds];
  const what = named.length ? ` (${named.slice(0, 3).join(', ')})` : '';
  if (!environment || !readiness) {
    throw new UsageError(
      `--environment is missing: the template uses resources of an existing network${what}, which the deploy describes first. Set --environment to an environment with network.existing.`,
    );
  }
  if (!environment.network.existing) {
    throw new UsageError(
      `--environment: ${environment.id} has no network.existing, but the template uses resources of an existing network${what}. Add network.existing to the environment, or use another environment.`,
    );
  }
  const { prefixListIds, securityGroupIds, subnetIds } = used;
  const networkFacts = await readNetworkFacts({
    environment,
    clients: readiness,
    subnetIds,
    securityGroupIds,
    prefixListIds,
  });
  if (answers && !isPlan) {
    const own = repositoryFacts(networkFacts, { template, parameters });
    const file = path.join(root, factsFileName);
    await refuseLinkOutside(root, file);
    await writeFile(file, factsFileText(own)).then(
      () => io.err(`Network facts: ${factsFileName}`),
      error => io.err(`Warning: ${file} is not written: ${error.message}`),
    );
  }
  return { networkFacts, ...factsRules(environment) };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return decodeTemplate(await readFile(file));
  } catch {
    return undefined;
  }
}

function resourcesIn(template: string, parameters: Record<string, string>) {
  try {
    return existingResources({ template, parameters });
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}
