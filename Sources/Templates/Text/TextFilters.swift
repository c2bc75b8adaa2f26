/// galley's own filters, for use without a template as well.
package enum TextFilters {}
