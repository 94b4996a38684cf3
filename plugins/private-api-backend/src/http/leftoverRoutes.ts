import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { privateApiEnvironmentUsePermission } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import express from 'express';
import Router from 'express-promise-router';
import { awsFault } from '../targets/awsFault';
import type { RouterOptions } from './router';
import { usableEnvironments } from './usableEnvironments';

/** The leftover stacks of an environment. */
export function leftoverRoutes(options: RouterOptions): express.Router {
  const { httpAuth, environments, leftovers, logger } = options;
  const router = Router();

  router.get('/environments/:id/stacks', async (req, res) => {
    const { id } = req.params;
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const environment = await environmentForStacks(options, id, credentials);
    const stacks = await leftovers.list(environment).catch(error => {
      const { code, message } = awsFault(error);
      logger.warn(
        `The stacks of environment ${id} cannot be listed: ${message}`,
      );
      throw new ServiceUnavailableError(
        `The stacks of environment "${id}" cannot be listed (${code}). Try again. If it fails again, ask the platform team: the reason is in Backstage's log`,
      );
    });
    const owners = await ownersOf(options, credentials);
    res.json({
      items: stacks.map(stack => ({
        ...stack,
        isOwned: stack.owner !== undefined && owners.includes(stack.owner),
      })),
    });
  });

  /** Which of the environments that share account and region a stack was deployed to is not known: all are required. */
  async function environmentForStacks(
    access: RouterOptions,
    id: string,
    credentials: BackstageCredentials,
  ): Promise<Environment> {
    const [environment] = await usableEnvironments(
      access,
      environments.filter(known => known.id === id),
      credentials,
    );
    if (!environment) {
      throw new NotFoundError(
        `No environment "${id}" that you may use (permission ${privateApiEnvironmentUsePermission.name})`,
      );
    }
    const { partition, accountId, region } = environment;
    const sharing = environments.filter(
      other =>
        other.partition === partition &&
        other.accountId === accountId &&
        other.region === region,
    );
    const usable = await usableEnvironments(access, sharing, credentials);
    if (usable.length < sharing.length) {
      throw new NotAllowedError(
        `Environment "${id}" shares its account and region with an environment that you may not use (permission ${privateApiEnvironmentUsePermission.name}), so its stacks are not listed. Ask the platform team`,
      );
    }
    return environment;
  }

  return router;
}

/** What the reader belongs to; a service belongs to nothing. */
async function ownersOf(
  { userInfo }: RouterOptions,
  credentials: BackstageCredentials,
): Promise<string[]> {
  const { type } = credentials.principal as { type?: string };
  if (type !== 'user') return [];
  const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
  return ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US'));
}
