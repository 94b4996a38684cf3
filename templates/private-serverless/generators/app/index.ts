// Yeoman finds a generator in this file: generators/<name>/index.js.
export { default, type PrivateServerlessOptions } from './generator.ts';
