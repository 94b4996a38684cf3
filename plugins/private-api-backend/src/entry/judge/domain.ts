import type { DomainState, MappingState } from '@private-serverless/readiness';
import type { EntryParts } from '../EntryParts';
import { deployAgain, type Judgment } from './Finding';

/** Judges a custom domain. Statuses: https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html */
export function judgeDomain(
  domain: DomainState | null,
  name: string,
): Judgment {
  if (!domain) {
    return {
      state: 'failed',
      evidence: `API Gateway has no custom domain ${name}.`,
      advice: deployAgain,
    };
  }
  if (domain.status === 'AVAILABLE') {
    return { state: 'ok', evidence: `The custom domain ${name} is available.` };
  }
  return {
    state: domain.status === 'UPDATING' ? 'degraded' : 'failed',
    evidence: `The custom domain ${name} is not available: its status is ${
      domain.status || 'not reported'
    }.`,
    advice:
      domain.status === 'UPDATING' || domain.status === 'PENDING'
        ? 'Wait until API Gateway has finished the change.'
        : 'Check the custom domain in the console of API Gateway.',
  };
}

/**
 * Judges whether the mappings of a custom domain lead to the API of the stack.
 * @param path - path of the service's URL
 */
export function judgeMappings(
  mappings: MappingState[] | null,
  path: string,
  { domain, api }: EntryParts,
): Judgment | undefined {
  if (!domain || !api) return undefined;
  if (!mappings) return judgeDomain(null, domain.name);
  const mapping = mappingOf(mappings, path);
  if (!mapping) {
    return {
      state: 'failed',
      evidence:
        mappings.length === 0
          ? `The custom domain ${domain.name} has no mapping to an API.`
          : `The custom domain ${domain.name} has no mapping for the path ${path}.`,
      advice: deployAgain,
    };
  }
  if (mapping.apiId !== api.id) {
    return {
      state: 'failed',
      evidence: `The custom domain ${domain.name} leads to the API ${mapping.apiId}, and not to ${api.id} of the stack.`,
      advice: deployAgain,
    };
  }
  if (api.stage && mapping.stage && mapping.stage !== api.stage) {
    return {
      state: 'failed',
      evidence: `The custom domain ${domain.name} leads to the stage ${mapping.stage}, and not to ${api.stage} of the stack.`,
      advice: deployAgain,
    };
  }
  return {
    state: 'ok',
    evidence: `The custom domain ${domain.name} leads to the API ${api.id}.`,
  };
}

/** API Gateway uses the mapping with the longest base path that the path of the URL starts with. */
function mappingOf(
  mappings: readonly MappingState[],
  path: string,
): MappingState | undefined {
  return mappings
    .filter(
      ({ basePath }) =>
        basePath === '' || `${path}/`.startsWith(`/${basePath}/`),
    )
    .sort((a, b) => b.basePath.length - a.basePath.length)[0];
}

/** Judges whether a private domain can be used through the endpoint. */
export function judgeAssociations(
  endpoints: readonly string[],
  { domain, endpointId }: EntryParts,
): Judgment | undefined {
  if (!domain || !endpointId) return undefined;
  return endpoints.includes(endpointId)
    ? {
        state: 'ok',
        evidence: `The endpoint ${endpointId} may use the domain.`,
      }
    : {
        state: 'failed',
        evidence: `The custom domain ${domain.name} has no access association with the endpoint ${endpointId}.`,
        advice: deployAgain,
      };
}
