import {
  type APIGatewayClient,
  GetBasePathMappingsCommand,
  GetDomainNameAccessAssociationsCommand,
  GetDomainNameCommand,
} from '@aws-sdk/client-api-gateway';
import { Reader } from '../session/Reader';
import { type EntryRead, sendAtOnce, type SendRequest } from './options';

/** Every call to read API Gateway has this IAM action. */
const action = 'apigateway:GET';

/**
 * A custom domain. Only a private one has an ID, because several private domains can have the same name.
 * @public
 */
export type DomainReference = { name: string; id?: string };

/**
 * What API Gateway reports of a custom domain.
 * @public
 */
export type DomainState = {
  /** Such as `AVAILABLE` or `UPDATING`. */
  status: string;
  certificateArn?: string;
};

/**
 * Reads a custom domain.
 *
 * @returns null if it does not exist
 * @public
 */
export async function readDomain(
  apiGateway: APIGatewayClient,
  { name, id }: DomainReference,
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<DomainState | null>> {
  const read = await new Reader().read(action, () =>
    send(options =>
      apiGateway.send(
        new GetDomainNameCommand({ domainName: name, domainNameId: id }),
        options,
      ),
    ),
  );
  if (read.problem) {
    return read.problem.kind === 'missing' ? { value: null } : read;
  }
  const { domainNameStatus, certificateArn, regionalCertificateArn } =
    read.value;
  const arn = certificateArn ?? regionalCertificateArn;
  return {
    value: {
      status: domainNameStatus ?? '',
      ...(arn && { certificateArn: arn }),
    },
  };
}

/**
 * A mapping of a custom domain to a stage of an API. The base path is empty for the whole domain.
 * @public
 */
export type MappingState = { basePath: string; apiId: string; stage: string };

/**
 * Reads the mappings of a custom domain.
 *
 * @returns null if the domain does not exist
 * @public
 */
export async function readMappings(
  apiGateway: APIGatewayClient,
  { name, id }: DomainReference,
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<MappingState[] | null>> {
  const read = await new Reader().readAll(
    action,
    async position => {
      const page = await send(options =>
        apiGateway.send(
          new GetBasePathMappingsCommand({
            domainName: name,
            domainNameId: id,
            position,
            limit: 500,
          }),
          options,
        ),
      );
      return { NextToken: page.position, items: page.items };
    },
    page => page.items,
  );
  if (read.problem) {
    return read.problem.kind === 'missing' ? { value: null } : read;
  }
  return {
    value: read.value.map(({ basePath, restApiId, stage }) => ({
      basePath: basePath === undefined || basePath === '(none)' ? '' : basePath,
      apiId: restApiId ?? '',
      stage: stage ?? '',
    })),
  };
}

/**
 * Reads every access association of the account and region, 500 per request.
 *
 * @returns the VPC endpoints by the ARN of the private domain
 * @public
 */
export async function readAssociations(
  apiGateway: APIGatewayClient,
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<Map<string, string[]>>> {
  const read = await new Reader().readAll(
    action,
    async position => {
      const page = await send(options =>
        apiGateway.send(
          new GetDomainNameAccessAssociationsCommand({ position, limit: 500 }),
          options,
        ),
      );
      return { NextToken: page.position, items: page.items };
    },
    page => page.items,
  );
  if (read.problem) return read;
  const byDomain = new Map<string, string[]>();
  for (const { domainNameArn = '', accessAssociationSource } of read.value) {
    if (!accessAssociationSource) continue;
    const known = byDomain.get(domainNameArn) ?? [];
    byDomain.set(domainNameArn, [...known, accessAssociationSource]);
  }
  return { value: byDomain };
}
