export function buildCss(options: { root: string }): Promise<string>;
export function compileCss(options: { root: string }): Promise<string>;
