/**
 * The one reader of CloudFormation templates: text to nodes with path and line.
 *
 * @packageDocumentation
 */
export { decodeTemplate } from './decode';
export { TemplateError } from './TemplateError';
export { limits } from './limits';
export { entry, stringOf, type Node, type Scalar } from './node';
export { parametersOf, type Parameter } from './parameters';
export { toPlain, type Plain } from './plain';
export { readTemplateText, type TemplateDocument } from './read';
export { isMacroKey, resourcesOf } from './sections';
export { splitSub, type SubPiece } from './sub';
export { type Warning } from './warning';
