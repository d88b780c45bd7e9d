import Testing
import WebPages

@Suite struct HueTests {
    @Test(arguments: [("", 0), ("a", 1), ("GitHub", 3), ("github", 3), ("Zürich", 15), ("💶", 3)])
    func `a name has one colour, whatever its case`(name: String, hue: Int) {
        #expect(WebPages.hue(of: name) == hue)
    }

    @Test(arguments: [("", "·"), ("github", "G"), ("ßa", "SS"), ("é", "É"), ("💶 x", "💶")])
    func `a name has its first letter on its colour, or a dot`(name: String, letter: String) {
        #expect(WebPages.initial(of: name) == letter)
    }

    @Test func `every colour is one of sixteen`() {
        let hues = Set((0..<200).map { WebPages.hue(of: "name \($0)") })
        #expect(hues == Set(0..<16))
    }
}
