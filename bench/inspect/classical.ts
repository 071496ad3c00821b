/** What anyone would try first, as a peer in the same run: AKAZE features, a homography by RANSAC, brightness fitted by gain
 *  and offset, and the blurred absolute difference. By OpenCV compiled for the web, fetched for the run. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pixels } from '../../inspect/photo.ts'

type Found = { map: { width: number; height: number; data: Float32Array } | null; inliers: number }

/** The baseline, or null where it cannot be fetched. */
export async function classical(): Promise<((claim: Pixels, goods: Pixels) => Found) | null> {
  const folder = mkdtempSync(join(tmpdir(), 'anxin-bench-'))
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  try {
    execFileSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '@techstark/opencv-js@4.12.0-release.1'],
      { cwd: folder, stdio: 'ignore' },
    )
  } catch {
    process.stderr.write('OpenCV could not be fetched: no baseline\n')
    return null
  }
  // The package has no types of its own for what is used here.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const loaded: any = createRequire(join(folder, 'package.json'))('@techstark/opencv-js')
  // Awaiting anything but a true promise would call the module's own `then` for ever.
  const cv = loaded instanceof Promise ? await loaded : loaded
  if (!cv.Mat) await new Promise<void>((ready) => Object.assign(cv, { onRuntimeInitialized: ready }))
  return (claim, goods) => difference(cv, claim, goods)
}

// biome-ignore lint/suspicious/noExplicitAny: the package has no types for these calls
function difference(cv: any, claim: Pixels, goods: Pixels): Found {
  const mats: { delete(): void }[] = []
  const keep = <T extends { delete(): void }>(mat: T): T => {
    mats.push(mat)
    return mat
  }
  const greyOf = ({ width, height, channels, data }: Pixels) => {
    const mat = keep(new cv.Mat(height, width, channels === 3 ? cv.CV_8UC3 : cv.CV_8UC1))
    mat.data.set(data)
    if (channels === 1) return mat
    const grey = keep(new cv.Mat())
    cv.cvtColor(mat, grey, cv.COLOR_RGB2GRAY)
    return grey
  }
  try {
    const [one, other] = [greyOf(claim), greyOf(goods)]
    const akaze = keep(new cv.AKAZE())
    const featuresOf = (grey: unknown) => {
      const points = keep(new cv.KeyPointVector())
      const descriptors = keep(new cv.Mat())
      akaze.detectAndCompute(grey, keep(new cv.Mat()), points, descriptors)
      return { points, descriptors }
    }
    const [here, there] = [featuresOf(one), featuresOf(other)]
    const pairs = keep(new cv.DMatchVectorVector())
    keep(new cv.BFMatcher(cv.NORM_HAMMING, false)).knnMatch(there.descriptors, here.descriptors, pairs, 2)
    const from: number[] = []
    const to: number[] = []
    for (let i = 0; i < pairs.size(); i++) {
      const pair = pairs.get(i)
      if (pair.size() < 2 || pair.get(0).distance > 0.8 * pair.get(1).distance) continue
      const [a, b] = [there.points.get(pair.get(0).queryIdx).pt, here.points.get(pair.get(0).trainIdx).pt]
      from.push(a.x, a.y)
      to.push(b.x, b.y)
    }
    if (from.length < 16) return { map: null, inliers: 0 }
    const used = keep(new cv.Mat())
    const map = keep(
      cv.findHomography(
        keep(cv.matFromArray(from.length / 2, 1, cv.CV_32FC2, from)),
        keep(cv.matFromArray(to.length / 2, 1, cv.CV_32FC2, to)),
        cv.RANSAC,
        3,
        used,
      ),
    )
    if (map.empty()) return { map: null, inliers: 0 }
    const laid = keep(new cv.Mat())
    cv.warpPerspective(other, laid, map, new cv.Size(claim.width, claim.height))
    const inliers = used.data.reduce((sum: number, value: number) => sum + value, 0)
    return {
      map: { width: claim.width, height: claim.height, data: blurredDifference(one.data, { cv, laid, keep }) },
      inliers,
    }
  } catch {
    return { map: null, inliers: 0 }
  } finally {
    for (const mat of mats) mat.delete()
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the package has no types for these calls
type Laid = { cv: any; laid: any; keep: <T extends { delete(): void }>(mat: T) => T }

function blurredDifference(here: Uint8Array, { cv, laid, keep }: Laid): Float32Array {
  const there: Uint8Array = laid.data
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0]
  for (let i = 0; i < here.length; i += 3) {
    const [x, y] = [there[i] ?? 0, here[i] ?? 0]
    if (x === 0) continue
    n++
    sx += x
    sy += y
    sxx += x * x
    sxy += x * y
  }
  const gain = (n * sxy - sx * sy) / Math.max(1, n * sxx - sx * sx)
  const offset = (sy - gain * sx) / Math.max(1, n)
  const off = keep(new cv.Mat(laid.rows, laid.cols, cv.CV_32F))
  for (let i = 0; i < here.length; i++)
    off.data32F[i] = there[i] === 0 ? 0 : Math.abs((here[i] ?? 0) - gain * (there[i] ?? 0) - offset)
  const soft = keep(new cv.Mat())
  cv.GaussianBlur(off, soft, new cv.Size(0, 0), 3)
  return Float32Array.from(soft.data32F as Float32Array)
}
