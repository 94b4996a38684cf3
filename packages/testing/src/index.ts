/**
 * What the tests of several packages share. Each part has its own path, so that a test loads only what it needs.
 *
 * @packageDocumentation
 */
export { createTestDatabases } from './databases';
export {
  answersOfOrders,
  type Generated,
  generateTemplates,
  localEnvironment,
} from './generated';
