import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { privateApiEnvironmentUsePermission } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import express from 'express';
import Router from 'express-promise-router';
import { awsFault } from '../targets/awsFault';
import { respond } from './respond';
import type { RouterOptions } from './types';
import { usableEnvironment, usableEnvironments } from './usableEnvironments';

/** Route for the leftover stacks of an environment. */
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
      logger.warn(`Failed to list the stacks of environment ${id}: ${message}`);
      throw new ServiceUnavailableError(
        `Failed to list the stacks of environment "${id}" (${code}). Try again. If it fails again, ask your platform team to check the log of the private-api backend plugin`,
      );
    });
    const owners = await ownersOf(options, credentials);
    respond(req, res, {
      items: stacks.map(stack => ({
        ...stack,
        isOwned: stack.owner !== undefined && owners.includes(stack.owner),
      })),
    });
  });

  /**
   * Environments can share an account and region. A stack does not record to which of them it was deployed, so the
   * caller needs permission for all of them.
   */
  async function environmentForStacks(
    access: RouterOptions,
    id: string,
    credentials: BackstageCredentials,
  ): Promise<Environment> {
    const environment = await usableEnvironment(access, id, credentials);
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
        `Environment "${id}" shares its account and region with an environment that you do not have permission to use (${privateApiEnvironmentUsePermission.name}). Ask your platform team for the permission`,
      );
    }
    return environment;
  }

  return router;
}

/** Groups and users that the caller represents. A service represents none. */
async function ownersOf(
  { userInfo }: RouterOptions,
  credentials: BackstageCredentials,
): Promise<string[]> {
  const { type } = credentials.principal as { type?: string };
  if (type !== 'user') return [];
  const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
  return ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US'));
}
