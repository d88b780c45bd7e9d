import Foundation
import LocalFiles
import Testing

/// Paths are written as Foundation writes them, which `sparekey` does without: vaults hold locations in that form.
@Suite struct FolderPathTests {
    @Test(arguments: [
        "/", "/media", "/media/", "//media//stick/", "/media/./stick", "/media/../mnt", "/..",
        "/../media/stick/..", "/media/Zoë’s stick", "/media/a%20b", "/media/stick/...", "/.hidden/~x",
        "/tmp/../tmp/./x",
    ])
    func `an absolute path has one form`(path: String) {
        #expect(FolderPath.standard(path) == (path as NSString).standardizingPath)
        #expect(FolderPath.name(of: path) == (path as NSString).lastPathComponent)
    }

    @Test(arguments: ["", "stick", "stick/", "media/stick", "media//stick//"])
    func `a name is the last part of a path`(path: String) {
        #expect(FolderPath.name(of: path) == (path as NSString).lastPathComponent)
    }

    @Test func `links are followed where they name a whole path that is there`() throws {
        let folder = Scratch()
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(folder.path)/real/inner", withIntermediateDirectories: true)
        try manager.createSymbolicLink(atPath: "\(folder.path)/whole", withDestinationPath: "\(folder.path)/real")
        try manager.createSymbolicLink(atPath: "\(folder.path)/part", withDestinationPath: "real")
        try manager.createSymbolicLink(atPath: "\(folder.path)/nowhere", withDestinationPath: "\(folder.path)/gone")
        try manager.createSymbolicLink(atPath: "\(folder.path)/twice", withDestinationPath: "\(folder.path)/whole")
        for path in ["whole/inner", "part/inner", "nowhere/inner", "twice/inner", "whole/../real", "part/.."] {
            let whole = "\(folder.path)/\(path)"
            #expect(FolderPath.standard(whole) == (whole as NSString).standardizingPath, "\(path)")
        }
        #expect(FolderPath.standard("\(folder.path)/twice/inner").hasSuffix("/real/inner"))
    }
}
