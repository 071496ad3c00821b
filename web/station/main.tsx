import './station.css'
import { createRoot } from 'react-dom/client'
import { actAs } from '../kit/api.ts'
import { Queries } from '../kit/Queries.tsx'
import { startWorker } from '../kit/version.ts'
import { Station } from './Station.tsx'

// Whoever packs is the merchant here, whatever else they are.
actAs('merchant')
startWorker('/station')

const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <Station />
    </Queries>,
  )
