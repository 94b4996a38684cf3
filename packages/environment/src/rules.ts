import { accountProblems } from './accountRules.ts';
import {
  canonicalCidr,
  isIpv6Cidr,
  isPrivateCidr,
  prefixLength,
  privateRanges,
} from './cidr.ts';
import type { EnvironmentConfig } from './Environment.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';
import { tagProblems } from './tagRules.ts';
import { vpcPrefix } from './vpcPlan.ts';

const aPrivateRange = `Use a range inside ${privateRanges.join(', ')}`;

/**
 * What is wrong with an environment whose structure is right.
 *
 * An environment with neither network nor artifact bucket is legitimate: nothing is deployed there, and the card shows
 * stacks that exist. With one of the two, the other must be there, since a deploy stores the functions in the bucket.
 * @param environment - from `checkStructure`: what does not fit is undefined
 */
export function ruleProblems(
  environment: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  return [
    ...placeProblems(environment, path),
    ...callerProblems(environment, path),
    ...(environment.network?.new?.cidrs ?? []).flatMap((cidr, index) =>
      cidr ? vpcProblems(cidr, `${path}.network.new.cidrs[${index}]`) : [],
    ),
    ...tagProblems(environment.tags, `${path}.tags`),
    ...accountProblems(environment, path),
  ];
}

/** What works, and is probably not meant. */
export function ruleWarnings(
  environment: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  const { network, corporateCidrs = [] } = environment;
  const warnings = [
    ...hostBitWarnings(corporateCidrs, `${path}.corporateCidrs`),
    ...hostBitWarnings(network?.new?.cidrs ?? [], `${path}.network.new.cidrs`),
  ];
  if (network?.existing && !network.new) {
    warnings.push({
      path: `${path}.network.existing`,
      message:
        'is the only network, and this version generates services with network new only',
      fix: 'Add network.new, or keep the environment for stacks that exist.',
    });
  }
  return warnings;
}

function placeProblems(
  { network, artifactBucket }: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  const hasNetwork = Boolean(network?.existing || network?.new);
  const problems: EnvironmentProblem[] = [];
  if (hasNetwork && !artifactBucket) {
    problems.push({
      path: `${path}.artifactBucket`,
      message: 'is missing, and a deploy stores the functions there',
      fix: "Name a bucket in the environment's account and region, or remove network if nothing is deployed there.",
    });
  }
  if (!hasNetwork && artifactBucket) {
    problems.push({
      path: `${path}.network`,
      message: 'has neither existing nor new, so that no service can run there',
      fix: "Add network.new with cidrs such as ['10.64.0.0/20'], or network.existing.",
    });
  }
  if (network?.new && !network.new.cidrs && !network.new.ipamPoolId) {
    problems.push({
      path: `${path}.network.new.cidrs`,
      message: 'is missing',
      fix: "Write a list such as ['10.64.0.0/20'], from which new VPCs take their addresses.",
    });
  }
  return problems;
}

function callerProblems(
  { network, corporateCidrs = [] }: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  if ((network?.existing || network?.new) && corporateCidrs.length === 0) {
    return [
      {
        path: `${path}.corporateCidrs`,
        message: 'is missing or empty, so that nobody may call a service',
        fix: 'List the address ranges of the corporate network, such as [10.0.0.0/8].',
      },
    ];
  }
  const canonical = corporateCidrs.map(cidr => cidr && canonicalCidr(cidr));
  return corporateCidrs.flatMap((cidr, index) => {
    const at = {
      path: `${path}.corporateCidrs[${index}]`,
      value: shownValue(cidr),
    };
    const before = canonical.indexOf(canonical[index]);
    if (!cidr) return [];
    if (!isPrivateCidr(cidr)) {
      return {
        ...at,
        message: 'is not a range of private addresses',
        fix: `${aPrivateRange}: a service is called from the private network alone.`,
      };
    }
    // EC2 refuses a security group that has one rule twice.
    return before < index
      ? {
          ...at,
          message: `is the same range as [${before}] for AWS`,
          fix: 'Remove one of the two.',
        }
      : [];
  });
}

function vpcProblems(cidr: string, path: string): EnvironmentProblem[] {
  const fail = (message: string, fix: string) => [
    { path, value: shownValue(cidr), message, fix },
  ];
  const range = `from /${vpcPrefix.min} to /${vpcPrefix.max}, such as 10.64.0.0/20`;
  if (isIpv6Cidr(cidr)) {
    return fail('is a range of IPv6', `Use a private IPv4 range ${range}.`);
  }
  if (prefixLength(cidr) > vpcPrefix.max) {
    return fail(
      'is too small for three subnets',
      `Use a range ${range}: AWS gives a subnet at least 16 addresses.`,
    );
  }
  if (prefixLength(cidr) < vpcPrefix.min) {
    return fail(
      'is too large for a VPC',
      `Use a range ${range}: AWS gives a VPC at most a /${vpcPrefix.min}.`,
    );
  }
  if (!isPrivateCidr(cidr)) {
    return fail('is not a range of private addresses', `${aPrivateRange}.`);
  }
  return [];
}

/** Ranges that AWS reads as others. IPv6 has several spellings of one address, so there the text does not matter. */
function hostBitWarnings(cidrs: string[], path: string): EnvironmentProblem[] {
  return cidrs.flatMap((cidr, index) => {
    const canonical = cidr && canonicalCidr(cidr);
    return canonical && cidr !== canonical && !isIpv6Cidr(cidr)
      ? [
          {
            path: `${path}[${index}]`,
            value: cidr,
            message: `is ${canonical} for AWS`,
            fix: `Write ${canonical}, or the range that is meant.`,
          },
        ]
      : [];
  });
}
