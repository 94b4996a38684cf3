import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  type Environment,
  RANGE_PARAMETERS,
  subnetHostBits,
  vpcBlocks,
} from '@private-serverless/environment';
import { readPrefixLists } from '../network/prefixLists';
import { Reader } from '../session/Reader';
import { readEndpointName } from './endpointName';
import { requireRead } from './requireRead';
import { readVpcRanges } from './vpcRanges';

/**
 * Values for a deploy that depend on the account: options of `deployStack` of `@private-serverless/stack`.
 * @public
 */
export type DeployParameters = {
  /** Absent if the environment has no list of ranges. An IPAM pool allocates the range when CloudFormation creates the VPC. */
  addressRange?: {
    parameter: string;
    blocks: Iterable<string>;
    usedRanges: () => Promise<string[]>;
    parametersOf: (cidr: string) => Record<string, string>;
    fix: string;
  };
  /**
   * Looks up the parameters of the golden path's templates that the repository does not know: prefix lists of gateway
   * endpoints, and the DNS name of the shared endpoint. Other names are left out.
   *
   * @throws Error that names the IAM action of a failed call
   */
  lookUpParameters: (names: string[]) => Promise<Record<string, string>>;
};

/**
 * How a deploy to an environment determines the parameters that have no value in the repository. Calls AWS only when such a
 * parameter exists.
 *
 * @param options - `ec2`: for the account and region of the environment
 * @public
 */
export function deployParameters({
  environment,
  ec2,
}: {
  environment: Environment;
  ec2: EC2Client;
}): DeployParameters {
  const network = environment.network.new;
  const hasList = network && !network.ipamPoolId && network.cidrs.length > 0;
  return {
    ...(hasList && {
      addressRange: {
        parameter: RANGE_PARAMETERS.parameter,
        // Each time that it is read, from the start.
        blocks: { [Symbol.iterator]: () => vpcBlocks(network) },
        usedRanges: () => readVpcRanges(ec2),
        parametersOf: cidr => ({
          [RANGE_PARAMETERS.parameter]: cidr,
          SubnetHostBits: String(subnetHostBits(cidr)),
        }),
        fix: `Add a range to network.new.cidrs of environment ${environment.id}, or destroy services that are no longer needed.`,
      },
    }),
    lookUpParameters: async names => {
      const found: Record<string, string> = {
        ...(await prefixListParameters(environment, ec2, names)),
        ...(await endpointParameters(environment, ec2, names)),
      };
      return Object.fromEntries(
        Object.entries(found).filter(([name]) => names.includes(name)),
      );
    },
  };
}

const prefixLists = {
  DynamoDbPrefixListId: 'dynamodb',
  S3PrefixListId: 's3',
} as const;

async function prefixListParameters(
  environment: Environment,
  ec2: EC2Client,
  names: string[],
): Promise<Record<string, string>> {
  const wanted = Object.entries(prefixLists).filter(([name]) =>
    names.includes(name),
  );
  if (wanted.length === 0) return {};
  const lists = requireRead(
    await readPrefixLists({
      clients: { ec2 },
      environment,
      reader: new Reader(),
    }),
  );
  return Object.fromEntries(
    wanted.flatMap(([name, service]) =>
      lists[service] ? [[name, lists[service]]] : [],
    ),
  );
}

const endpointNames = [
  'ExecuteApiEndpointDnsName',
  'ExecuteApiEndpointHostedZoneId',
];

async function endpointParameters(
  { network }: Environment,
  ec2: EC2Client,
  names: string[],
): Promise<Record<string, string>> {
  const { executeApiEndpointId: id, vpcId = '' } = network.existing ?? {};
  if (!id || !endpointNames.some(name => names.includes(name))) return {};
  const { dnsName, hostedZoneId } = await readEndpointName(ec2, { id, vpcId });
  return {
    ExecuteApiEndpointDnsName: dnsName,
    ExecuteApiEndpointHostedZoneId: hostedZoneId,
  };
}
