// A peer for interoperability tests: reads one JSON command a line and answers each with one line.

import Foundation
import OPAQUE
import Primitives

var session = PeerSession()
while let line = readLine() {
    let answer: Answer
    do {
        answer = try session.run(JSONDecoder().decode(Command.self, from: Data(line.utf8)))
    } catch let error as OPAQUEError {
        answer = Answer(error: "\(error)")
    } catch {
        answer = Answer(error: "badCommand")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    FileHandle.standardOutput.write(try encoder.encode(answer) + Data("\n".utf8))
}
