/** Stands in for the code editor (editor.vite.ts): nodes that run programs are not taken by the server, so it is never shown. */
export const Editor = () => null
export const DiffEditor = () => null
export const loader = { config: () => {} }
export const useMonaco = () => null
export const MarkerSeverity = {}
