/**
 * The one reader of CloudFormation templates: text to nodes with path and line, and nodes to resolved values.
 *
 * @packageDocumentation
 */
export { classifyCidr, containsCidr, describeInvalidCidr } from './cidr';
export { decodeTemplate } from './decode';
export { TemplateError } from './TemplateError';
export { limits } from './limits';
export { entry, functionOf, stringOf, type Node, type Scalar } from './node';
export { parametersOf, type Parameter } from './parameters';
export { toPlain, type Plain } from './plain';
export { readTemplateText, type TemplateDocument } from './read';
export { isMacroKey, resourcesOf } from './sections';
export { resolverOf, type ResolverOptions } from './resolve/Resolver';
export type { Truth, ValueResolver } from './resolve/types';
export { type Alphabet } from './resolve/allowedPattern';
export {
  absent,
  unknown,
  type UnknownString,
  type Value,
} from './resolve/value';
export { splitSub, type SubPiece } from './sub';
export { type Warning } from './warning';
