import {
  entries,
  type EntryView,
  type EnvironmentView,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  entryProblems,
  type Environment,
} from '@private-serverless/environment';

/**
 * Returns the fields of an environment that users can see.
 * @public
 */
export function toEnvironmentView(environment: Environment): EnvironmentView {
  const { id, title, region, accountId, network, domain } = environment;
  return {
    id,
    title,
    region,
    accountId,
    network: {
      existing: network.existing !== undefined,
      new: network.new !== undefined,
      ...(network.new && {
        newIsConnected: network.new.transitGatewayId !== undefined,
      }),
    },
    domain: domain !== undefined,
    entries: toEntryViews(environment),
  };
}

/** The texts contain keys and no values: an ARN or a zone is not for every user. */
function toEntryViews(environment: Environment): EntryView[] {
  const network = environment.network.existing ? 'existing' : 'new';
  return entries.map(entry => ({
    entry,
    problems: entryProblems(entry, network, environment).map(
      ({ path, message, fix }) =>
        `${path.replace(/^environment\./, '')}: ${message}. ${fix}.`,
    ),
  }));
}
