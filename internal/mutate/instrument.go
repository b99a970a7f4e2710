package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
)

// mutant is one way to drop a condition.
type mutant struct {
	id   int
	file string
	pos  token.Position
	what string
	// controls are the IDs declared in the same file; empty for a helper
	// shared by the family.
	controls []string
}

// exempt marks a line whose conditions cannot change any answer; the comment
// says why.
const exempt = "mutate: equivalent"

// instrumenter rewrites files so that every condition asks at run time whether
// it is the one that is dropped.
type instrumenter struct {
	mutants []mutant
}

// file returns the source of one file with its conditions instrumented.
func (in *instrumenter) file(name string, source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	w := walker{in: in, fset: fset, name: name, controls: controlIDs(tree), exempted: exemptedLines(fset, tree)}
	ast.Inspect(tree, w.statement)
	tree.Comments = nil // positions no longer match; directives are kept by hand
	var out bytes.Buffer
	if err := format.Node(&out, fset, tree); err != nil {
		return nil, err
	}
	return restoreEmbeds(out.Bytes(), source), nil
}

// restoreEmbeds puts //go:embed lines back, which are comments.
func restoreEmbeds(out, source []byte) []byte {
	for line := range strings.Lines(string(source)) {
		if strings.HasPrefix(line, "//go:embed") {
			out = bytes.Replace(out, []byte("var cases embed.FS"), []byte(line+"var cases embed.FS"), 1)
		}
	}
	return out
}

func controlIDs(tree *ast.File) []string {
	var ids []string
	ast.Inspect(tree, func(n ast.Node) bool {
		field, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, isIdent := field.Key.(*ast.Ident)
		value, isLiteral := field.Value.(*ast.BasicLit)
		if isIdent && isLiteral && key.Name == "ID" && value.Kind == token.STRING {
			ids = append(ids, strings.Trim(value.Value, "\"`"))
		}
		return true
	})
	return ids
}

func exemptedLines(fset *token.FileSet, tree *ast.File) map[int]bool {
	lines := map[int]bool{}
	for _, group := range tree.Comments {
		for _, comment := range group.List {
			if strings.Contains(comment.Text, exempt) {
				lines[fset.Position(comment.Pos()).Line] = true
			}
		}
	}
	return lines
}

type walker struct {
	in       *instrumenter
	fset     *token.FileSet
	name     string
	controls []string
	exempted map[int]bool
}

// statement finds the roots of conditions.
func (w *walker) statement(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		n.Cond = w.root(n.Cond)
	case *ast.SwitchStmt:
		for _, clause := range n.Body.List {
			w.caseClause(clause.(*ast.CaseClause), n.Tag == nil)
		}
	case *ast.ReturnStmt:
		w.values(n.Results)
	case *ast.AssignStmt:
		w.values(n.Rhs)
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); !ok || !strings.HasPrefix(name.Name, "mutant") {
			w.values(n.Args)
		}
	case *ast.KeyValueExpr:
		if boolean(n.Value) {
			n.Value = w.root(n.Value)
		}
	}
	return true
}

func (w *walker) values(list []ast.Expr) {
	for i, value := range list {
		if boolean(value) {
			list[i] = w.root(value)
		}
	}
}

func (w *walker) caseClause(clause *ast.CaseClause, conditions bool) {
	for i, value := range clause.List {
		switch literal, isLiteral := value.(*ast.BasicLit); {
		case conditions:
			clause.List[i] = w.root(value)
		case isLiteral && literal.Kind == token.STRING:
			clause.List[i] = w.wrap(value, "drop case", "mutantString(%d, %s)")
		}
	}
}

// boolean reports whether an expression is a condition by its shape.
func boolean(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return boolean(e.X)
	case *ast.UnaryExpr:
		return e.Op == token.NOT
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR, token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return true
		}
	}
	return false
}

// root instruments a whole condition: a single one is forced both ways, the
// parts of a composed one are dropped one by one.
func (w *walker) root(e ast.Expr) ast.Expr {
	if composed(e) {
		return w.parts(e, true)
	}
	return w.wrap(w.wrap(e, "force false", "mutantBool(%d, false, %s)"), "force true", "mutantBool(%d, true, %s)")
}

func composed(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return composed(e.X)
	case *ast.UnaryExpr:
		return e.Op == token.NOT && composed(e.X)
	case *ast.BinaryExpr:
		return e.Op == token.LAND || e.Op == token.LOR
	}
	return false
}

// parts drops each operand: neutral is the value that leaves the rest of the
// expression to decide.
func (w *walker) parts(e ast.Expr, neutral bool) ast.Expr {
	switch x := e.(type) {
	case *ast.ParenExpr:
		x.X = w.parts(x.X, neutral)
		return x
	case *ast.UnaryExpr:
		if x.Op == token.NOT && composed(x.X) {
			x.X = w.parts(x.X, !neutral)
			return x
		}
	case *ast.BinaryExpr:
		if x.Op == token.LAND || x.Op == token.LOR {
			x.X, x.Y = w.parts(x.X, x.Op == token.LAND), w.parts(x.Y, x.Op == token.LAND)
			return x
		}
	}
	return w.wrap(e, "drop", fmt.Sprintf("mutantBool(%%d, %t, %%s)", neutral))
}

// wrap replaces an expression by a call that knows its mutant.
func (w *walker) wrap(e ast.Expr, what, call string) ast.Expr {
	pos := w.fset.Position(e.Pos())
	if !pos.IsValid() {
		pos = w.in.mutants[len(w.in.mutants)-1].pos
	}
	if w.exempted[pos.Line] {
		return e
	}
	id := len(w.in.mutants) + 1
	text := w.text(e)
	w.in.mutants = append(w.in.mutants, mutant{id: id, file: w.name, pos: pos, what: what + " " + shown(text), controls: w.controls})
	name, rest, _ := strings.Cut(strings.TrimSuffix(call, ")"), "(")
	arguments := strings.Split(rest, ", ")
	wrapped := &ast.CallExpr{Fun: ast.NewIdent(name)}
	for _, argument := range arguments {
		switch argument {
		case "%d":
			wrapped.Args = append(wrapped.Args, &ast.BasicLit{Kind: token.INT, Value: fmt.Sprint(id)})
		case "%s":
			wrapped.Args = append(wrapped.Args, e)
		default:
			wrapped.Args = append(wrapped.Args, ast.NewIdent(argument))
		}
	}
	return wrapped
}

func (w *walker) text(e ast.Expr) string {
	var out bytes.Buffer
	if err := format.Node(&out, w.fset, e); err != nil {
		return "?"
	}
	return out.String()
}

// shown is an expression without the instrumentation inside it, on one line.
func shown(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for strings.HasPrefix(text, "mutantBool(") {
		parts := strings.SplitN(strings.TrimSuffix(text, ")"), ", ", 3)
		text = parts[len(parts)-1]
	}
	return text
}

// runtime is the file added to every instrumented package.
func runtime(name string) []byte {
	return fmt.Appendf(nil, `package %s

import (
	"os"
	"strconv"
)

var activeMutant, _ = strconv.Atoi(os.Getenv("BULKHEAD_MUTANT"))

func mutantBool(id int, dropped, value bool) bool {
	if id == activeMutant {
		return dropped
	}
	return value
}

func mutantString(id int, value string) string {
	if id == activeMutant {
		return "\x00"
	}
	return value
}

var _, _ = mutantBool, mutantString
`, name)
}
