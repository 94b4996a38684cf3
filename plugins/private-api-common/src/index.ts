/**
 * Annotations, wire types and permissions that the frontend and the backend of the `private-api` plugin share.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './environments';
export * from './health';
export * from './history';
export * from './leftovers';
export * from './permissions';
export * from './probe';
export * from './proofs';
export * from './readiness';
export * from './reasons';
export * from './stacks';
export * from './targets';
