/**
 * The one reader of CloudFormation templates: text to nodes with path and line.
 *
 * @packageDocumentation
 */
export {};
