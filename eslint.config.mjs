import tseslint from 'typescript-eslint';

// as one object it drags fifty languages into the program that is built
const wholeZod = { selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier", message: "import * as z from 'zod'" };

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'var/', 'src/kernel/db/schema.generated.ts'] },
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.ts'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/await-thenable': 'error',
      'no-console': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-restricted-syntax': ['error', wholeZod],
    },
  },
  {
    files: ['src/**/*.tsx'],
    rules: { 'no-restricted-syntax': ['error', wholeZod, { selector: "JSXAttribute[name.name='style']", message: 'CSP forbids inline styles.' }, { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Escape by default.' }] },
  },
  // repeats only what it has rendered, hence escaped, itself
  { files: ['src/kernel/ui/kept.tsx'], rules: { 'no-restricted-syntax': 'off' } },
);
