/**
 * What both ends of the `private-api` plugin share: annotations, wire types, permissions.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './environments';
export * from './health';
export * from './leftovers';
export * from './path';
export * from './permissions';
export * from './probe';
export * from './reasons';
