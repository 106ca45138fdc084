// In the place of Node's own types, which take a third of the compiler's time: what is sound without them is sound.
// oxlint-disable no-explicit-any
declare module "node:*";
declare const Buffer: any;
type Buffer = any;
declare const console: any;
declare const performance: any;
declare const process: any;
declare const URL: any;
declare function structuredClone<Value>(value: Value): Value;
interface ImportMeta {
  readonly url: string;
}
