import { accountHandlers } from './account';
import { apiGatewayHandlers } from './apigateway';
import { cdkHandlers } from './cdk';
import { connectivityHandlers } from './connectivity';
import { customResource } from './customResource';
import { dynamodbHandlers } from './dynamodb';
import { ec2Handlers } from './ec2';
import { elbv2Handlers } from './elbv2';
import { eventsHandlers } from './events';
import { vpcCidrBlockHandlers } from './vpcCidrBlock';
import { vpcEndpointHandlers } from './vpcEndpoint';
import { ResourceHandler } from './contract';
import { iamHandlers } from './iam';
import { lambdaHandlers } from './lambda';
import { logsHandlers } from './logs';
import { nestedStackHandlers } from './nestedStack';
import { privateDomainHandlers } from './privateDomains';
import { regionalDomainHandlers } from './regionalDomains';
import { route53Handlers } from './route53';
import { s3Handlers } from './s3';
import { subnetReservationHandlers } from './subnetReservation';
import { isCustomType } from './types';

const handlers: Record<string, ResourceHandler> = {
  ...accountHandlers,
  ...apiGatewayHandlers,
  ...cdkHandlers,
  ...connectivityHandlers,
  ...dynamodbHandlers,
  ...ec2Handlers,
  ...eventsHandlers,
  ...elbv2Handlers,
  ...vpcEndpointHandlers,
  ...iamHandlers,
  ...vpcCidrBlockHandlers,
  ...lambdaHandlers,
  ...logsHandlers,
  ...nestedStackHandlers,
  ...privateDomainHandlers,
  ...regionalDomainHandlers,
  ...route53Handlers,
  ...s3Handlers,
  ...subnetReservationHandlers,
};

/** Every supported resource type, except custom resources. */
export const supportedTypes: readonly string[] = Object.keys(handlers).sort();

/** Whether the sandbox supports this type. */
export function isSupportedType(type: string): boolean {
  return Object.hasOwn(handlers, type) || isCustomType(type);
}

/** The handler of a supported type. */
export function handlerOf(type: string): ResourceHandler {
  return isCustomType(type) ? customResource(type) : handlers[type];
}

/** The property that names a resource of this type, if the name must be unique. */
export function nameProperty(type: string): string | undefined {
  return isCustomType(type) ? undefined : handlers[type].nameProperty;
}

/** The properties that the sandbox does not support. */
export function unsupportedProperties(type: string, names: string[]): string[] {
  if (isCustomType(type)) return [];
  return names.filter(name => !handlers[type].accepts.includes(name));
}
