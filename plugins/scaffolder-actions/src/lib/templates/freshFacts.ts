import { writeFile } from 'node:fs/promises';
import {
  type LoggerService,
  resolveSafeChildPath,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  factsFileName,
  templateWorkers,
  type VerifyOptions,
} from '@private-serverless/privacy';
import type { Project } from '@private-serverless/stack';
import { TemplateError } from '@private-serverless/template';
import { templateText } from './templateText';

/** What a proof needs to know about an existing network. */
export type FactsOptions = Pick<
  VerifyOptions,
  'networkFacts' | 'maxFactsAge' | 'place'
>;

/**
 * Describes the existing network that a template uses. It only reads.
 *
 * @param options - `keep`: whether to write the description to `privacy-facts.json` of the repository, without the policies of
 *   endpoints that the template does not use
 * @returns nothing for a template that uses only its own network, or that cannot be read: the proof reports that
 * @throws InputError if the environment has no existing network
 * @throws NotAllowedError if the file is a link to a file outside the repository
 */
export async function freshFacts({
  project,
  environment,
  clients,
  logger,
  keep,
}: {
  project: Pick<Project, 'root' | 'templatePath' | 'parameters'>;
  environment: Environment;
  clients: Pick<AwsClients, 'forReadiness'>;
  logger: Pick<LoggerService, 'info'>;
  keep: boolean;
}): Promise<FactsOptions> {
  const { root, templatePath, parameters } = project;
  const template = await templateText(templatePath);
  const used = await templateWorkers
    .existingResources({ template, parameters })
    .catch(error => {
      if (error instanceof TemplateError) return undefined;
      throw error;
    });
  if (!used) return {};
  const { accountId, id, network, privacy, region } = environment;
  const { existing } = network;
  if (!existing) {
    const named = [...used.vpcIds, ...used.subnetIds, ...used.endpointIds];
    throw new InputError(
      `environment: '${id}' has no network.existing, but the template uses resources of an existing network${
        named.length > 0 ? ` (${named.slice(0, 3).join(', ')})` : ''
      }. Choose another environment, or ask your platform team to add network.existing.`,
    );
  }
  const networkFacts = await loadReadiness().readNetworkFacts({
    environment,
    clients: clients.forReadiness(environment),
    subnetIds: used.subnetIds,
    securityGroupIds: used.securityGroupIds,
    prefixListIds: used.prefixListIds,
  });
  logger.info(
    `Described the network ${existing.vpcId} of environment ${id} at ${networkFacts.at}.`,
  );
  if (keep) {
    const text = await templateWorkers.factsFileText({
      facts: networkFacts,
      template,
      parameters,
    });
    await writeFile(resolveSafeChildPath(root, factsFileName), text);
    logger.info(`Network facts: ${factsFileName}`);
  }
  return {
    networkFacts,
    maxFactsAge: privacy?.maxFactsAge,
    place: { accountId, region, vpcId: existing.vpcId },
  };
}
