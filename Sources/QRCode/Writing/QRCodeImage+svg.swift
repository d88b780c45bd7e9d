extension QRCodeImage {
    /// An SVG, which may stand in a page of HTML as it is: it has no prolog, styles or scripts.
    package var svg: String {
        let side = size + 2 * Self.quietZone
        let pixels = side * 8
        var path = ""
        for row in 0..<size {
            for run in darkRuns(in: row) {
                path += "M\(run.lowerBound + Self.quietZone) \(row + Self.quietZone)h\(run.count)v1h-\(run.count)z"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="\(pixels)" \
            height="\(pixels)" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(side)v\(side)h-\(side)z"/>\
            <path fill="#000" d="\(path)"/></svg>

            """
    }

    private func darkRuns(in row: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for column in 0..<size where isDark(row: row, column: column) {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<column + 1
            } else {
                runs.append(column..<column + 1)
            }
        }
        return runs
    }
}
