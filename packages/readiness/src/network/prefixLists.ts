import {
  DescribeManagedPrefixListsCommand,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2';
import type { CheckContext } from '../session/context';
import type { Read } from '../session/Reader';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';

const services = ['s3', 'dynamodb'] as const;

/** IDs of AWS's prefix lists by service. */
export type PrefixLists = Partial<Record<(typeof services)[number], string>>;

const nameOf = (region: string, service: string) =>
  `com.amazonaws.${region}.${service}`;

/** Describes AWS's prefix lists of the services with gateway endpoints. */
export async function readPrefixLists({
  clients,
  environment: { region },
  reader,
}: Pick<CheckContext, 'reader'> & {
  clients: Pick<CheckContext['clients'], 'ec2'>;
  environment: Pick<CheckContext['environment'], 'region'>;
}): Promise<Read<PrefixLists>> {
  const lists = await reader.readAll(
    'ec2:DescribeManagedPrefixLists',
    NextToken =>
      clients.ec2.send(
        new DescribeManagedPrefixListsCommand({
          Filters: [
            {
              Name: 'prefix-list-name',
              Values: services.map(service => nameOf(region, service)),
            },
          ],
          NextToken,
        }),
      ),
    page => page.PrefixLists,
  );
  if (lists.problem) return lists;
  const entries = services.flatMap(service => {
    const list = lists.value.find(
      ({ PrefixListName }) => PrefixListName === nameOf(region, service),
    );
    return list?.PrefixListId ? [[service, list.PrefixListId]] : [];
  });
  return { value: Object.fromEntries(entries) };
}

/** Reads the ranges of a prefix list. */
export async function readRanges(
  {
    clients,
    reader,
  }: Pick<CheckContext, 'reader'> & {
    clients: Pick<CheckContext['clients'], 'ec2'>;
  },
  PrefixListId: string,
): Promise<Read<string[]>> {
  return reader.readAll(
    'ec2:GetManagedPrefixListEntries',
    NextToken =>
      clients.ec2.send(
        new GetManagedPrefixListEntriesCommand({ PrefixListId, NextToken }),
      ),
    page => page.Entries?.map(({ Cidr }) => Cidr!),
  );
}

/** Checks that the prefix lists exist, and that the deprecated `prefixListIds` names the same. */
export async function checkPrefixLists(
  context: CheckContext,
): Promise<Check[]> {
  const { region, network } = context.environment;
  const lists = await readPrefixLists(context);
  return services.map(service => {
    const subject = nameOf(region, service);
    if (lists.problem) return unknown('prefixLists', subject, lists.problem);
    const found = lists.value[service];
    if (!found) {
      return missing('prefixLists', subject, {
        expected: 'a prefix list of AWS',
        fix: `Check the region ${region}: AWS has such a list in every region.`,
      });
    }
    const configured = network.new?.prefixListIds[service];
    return configured === undefined || configured === found
      ? ok('prefixLists', subject, found)
      : wrong('prefixLists', subject, {
          found: configured,
          expected: found,
          fix: `Remove network.new.prefixListIds.${service}, which is deprecated, or set it to ${found}.`,
        });
  });
}
