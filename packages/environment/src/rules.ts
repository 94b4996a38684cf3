import { accountProblems } from './accountRules.ts';
import { canonicalCidr, isIpv6Cidr, isPrivateCidr } from './cidr.ts';
import type { EnvironmentConfig } from './Environment.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';
import { tagProblems } from './tagRules.ts';
import { newNetworkProblems, usePrivateRange } from './newNetworkRules.ts';

/**
 * Reports problems of an environment whose structure is valid. An environment
 * with neither network nor artifact bucket is valid: nothing is deployed to it,
 * and the card shows existing stacks. Each of the two requires the other,
 * because a deploy uploads the functions to the bucket.
 *
 * @param environment - the result of `checkStructure`, in which invalid values
 *   are undefined
 */
export function ruleProblems(
  environment: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  return [
    ...placeProblems(environment, path),
    ...callerProblems(environment, path),
    ...newNetworkProblems(environment.network?.new, `${path}.network.new`),
    ...tagProblems(environment.tags, `${path}.tags`),
    ...accountProblems(environment, path),
  ];
}

/** Reports settings that are valid, but probably a mistake. */
export function ruleWarnings(
  environment: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  const { network, corporateCidrs = [] } = environment;
  return [
    ...hostBitWarnings(corporateCidrs, `${path}.corporateCidrs`),
    ...hostBitWarnings(network?.new?.cidrs ?? [], `${path}.network.new.cidrs`),
  ];
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
      message: 'is missing, but a deploy uploads the functions to this bucket',
      fix: "Add a bucket in the environment's account and region, or remove network if nothing is deployed to the environment.",
    });
  }
  if (!hasNetwork && artifactBucket) {
    problems.push({
      path: `${path}.network`,
      message:
        'has neither existing nor new, so no service can run in the environment',
      fix: "Add network.new with cidrs such as ['10.64.0.0/20'], or network.existing.",
    });
  }
  if (network?.new && !network.new.cidrs?.length && !network.new.ipamPoolId) {
    problems.push({
      path: `${path}.network.new.cidrs`,
      message: network.new.cidrs ? 'the list is too short' : 'is missing',
      fix: "Write a list such as ['10.64.0.0/20'] for the addresses of new VPCs.",
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
        message: 'is missing or empty, so no network may call the services',
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
        fix: `${usePrivateRange}, because services can be called only from the private network.`,
      };
    }
    // EC2 rejects a security group with duplicate rules.
    return before < index
      ? {
          ...at,
          message: `is the same range as [${before}] in AWS`,
          fix: 'Remove one of the two.',
        }
      : [];
  });
}

/** Reports ranges that AWS changes. Ignores IPv6, because an IPv6 address has several spellings. */
function hostBitWarnings(cidrs: string[], path: string): EnvironmentProblem[] {
  return cidrs.flatMap((cidr, index) => {
    const canonical = cidr && canonicalCidr(cidr);
    return canonical && cidr !== canonical && !isIpv6Cidr(cidr)
      ? [
          {
            path: `${path}[${index}]`,
            value: cidr,
            message: `is ${canonical} in AWS`,
            fix: `Write ${canonical}, or the range that you mean.`,
          },
        ]
      : [];
  });
}
