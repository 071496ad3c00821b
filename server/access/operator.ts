import { keyRoutes } from './keys.routes.ts'
import { roleRoutes } from './roles.routes.ts'

/** Who may come in, as the operator settles it: people by role, programs by key. */
export const operatorRoutes = [...roleRoutes, ...keyRoutes]
