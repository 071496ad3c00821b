import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

/** The texts of the QR codes in a picture. The reader comes from our own pages, and only when somebody scans. */
export async function codesIn(image: ImageBitmapSource): Promise<string[]> {
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill')
  prepareZXingModule({ overrides: { locateFile: () => wasm } })
  const found = await new BarcodeDetector({ formats: ['qr_code'] }).detect(image)
  return found.map(({ rawValue }) => rawValue)
}
