import type { StreamRoute } from '../http/route.ts'
import { dossierFile } from './dossier/routes.ts'
import { claimExport } from './export.ts'
import { layerRoute } from './layer.routes.ts'
import { claimEvents } from './live.routes.ts'

export const claimStreams: readonly StreamRoute[] = [layerRoute, claimEvents, claimExport, dossierFile]
